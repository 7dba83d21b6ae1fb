/// Memory for the gradient of a source, given in advance.
package struct GradientDestination {
  /// As many elements as the source has, to be overwritten.
  package let memory: MutableTensor
  /// Whether rows that are not zero may be left packed at its beginning.
  package let takesRows: Bool

  package init(_ memory: MutableTensor, takesRows: Bool = false) {
    self.memory = memory
    self.takesRows = takesRows
  }
}
