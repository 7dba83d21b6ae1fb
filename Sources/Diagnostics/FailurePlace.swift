/// Where in the user's program something is computed, for the words of a check that fails there.
package enum FailurePlace {
  /// Such as `the layer encoder/dense`; nil where there is nothing to add.
  @TaskLocal package static var current: String?
}
