/// A comparison that found a difference; everything about it has been said.
struct RunDiffers: Error {
  /// The exit status.
  let status: Int32 = 1
}
