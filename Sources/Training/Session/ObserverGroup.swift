import Learning
import Sharding
import TensorCore

/// Several observers of one session, told in order.
public final class ObserverGroup: TrainingObserver {
  private let observers: [any TrainingObserver]

  /// A group of any size.
  public init(_ observers: [any TrainingObserver]) {
    self.observers = observers
  }

  /// Whether any of them does.
  public var wantsTensors: Bool { observers.contains(where: \.wantsTensors) }

  /// Tells all.
  public func sessionBegan(_ shape: JobShape, weights: Weights, optimizer: OptimizerState) {
    for observer in observers {
      observer.sessionBegan(shape, weights: weights, optimizer: optimizer)
    }
  }

  /// Tells all.
  public func clockBegan() {
    for observer in observers { observer.clockBegan() }
  }

  /// Tells all.
  public func roundsBegan(_ pass: Pass, record: RunRecord) {
    for observer in observers { observer.roundsBegan(pass, record: record) }
  }

  /// Tells those who want tensors.
  public func weightsUpdated(
    _ round: Round, gradients: Gradients, weights: Weights, optimizer: OptimizerState,
    metrics: [MetricState]
  ) {
    for observer in observers where observer.wantsTensors {
      observer.weightsUpdated(
        round, gradients: gradients, weights: weights, optimizer: optimizer, metrics: metrics)
    }
  }

  /// Tells all.
  public func roundEnded(_ round: Round, record: RunRecord) {
    for observer in observers { observer.roundEnded(round, record: record) }
  }

  /// Tells all.
  public func sessionEnded(_ record: RunRecord) {
    for observer in observers { observer.sessionEnded(record) }
  }
}
