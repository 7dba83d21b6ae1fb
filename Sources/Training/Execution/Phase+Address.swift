import Sharding

extension Phase {
  /// What random draws of the phase are addressed by, so that a validation draws other bits than the training
  /// step of its number.
  var address: Int {
    switch self {
    case .training: 0
    case .validation: 1
    case .test: 2
    }
  }
}
