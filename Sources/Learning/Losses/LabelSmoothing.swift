import Diagnostics
import TensorCore

extension Float {
  /// Stops the program where this is no share of a label.
  func requireSmoothing(in name: StaticString) {
    require(self >= 0 && self <= 1, "\(name)'s labelSmoothing lies in 0...1, not at \(self)")
  }
}

extension Tensor {
  /// Expected probabilities drawn towards those of a guess among so many classes.
  func smoothed(by share: Float, classes: Int) -> Tensor {
    share == 0 ? self : self * (1 - share) + share / Float(classes)
  }
}
