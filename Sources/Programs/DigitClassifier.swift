import Datasets
import Learning
import TensorCore
import Training

/// Recognises handwritten digits: the custom training loop of the Keras book, for one shard.
///
/// 784 pixels → Dense 512 relu → Dropout 0.5 → Dense 10 softmax, sparse categorical cross-entropy,
/// RMSprop with its defaults.
///
/// Source: Chollet, "Deep Learning with Python", second edition, section 7.4.
public struct DigitClassifier: TrainingProgram {
  /// `digits`.
  public static let name = "digits"

  /// The network, 407,050 weights with 512 hidden units.
  public let model: Sequential

  /// RMSprop as Keras has it by default.
  public var optimizers: Optimizers { RMSprop() }

  /// The pixels of a digit, laid flat.
  public let image = Field.pixels("image", shape: [784])

  /// Which of the ten it is.
  public let label = Field.classes("label", count: 10)

  private let lossFunction = SparseCategoricalCrossentropy()

  /// The book's, with 512 hidden units.
  public init() { self.init(hiddenUnits: 512) }

  /// Makes the program with a hidden layer of another width.
  public init(hiddenUnits: Int) {
    model = Sequential(input: [784]) {
      Dense(hiddenUnits, activation: .relu)
      Dropout(0.5)
      Dense(10, activation: .softmax)
    }
  }

  /// Images and their classes.
  public var fields: Fields { [image, label] }

  /// MNIST, or what is like it, from wherever; the first 10,000 training examples are held out.
  public func data(_ source: DataSource) throws -> Splits {
    try MNIST(source).splits(image, label)
  }

  /// The loss and the accuracy.
  public struct Metrics: MetricGroup {
    /// The mean loss of the examples.
    public var loss = Mean("loss")
    /// The fraction of examples recognised.
    public var accuracy = SparseCategoricalAccuracy()

    /// Metrics of nothing yet.
    public init() {}

    /// Both.
    public var all: [any Metric] { [loss, accuracy] }
  }

  /// Both, of nothing yet.
  public var metrics: Metrics { Metrics() }

  /// Forward with dropout, backward.
  public func trainStep(
    _ batch: Batch, in step: Step, updating metrics: inout Metrics
  ) -> Gradients {
    let tape = step.tape()
    let predictions = model(batch[image], training: true, on: tape)
    let losses = lossFunction(predicted: predictions, expected: batch[label])
    metrics.loss.updateState(losses)
    metrics.accuracy.updateState(predicted: predictions, expected: batch[label])
    return tape.gradients(of: losses, for: model.trainableVariables)
  }

  /// Forward without dropout.
  public func testStep(_ batch: Batch, in step: Step, updating metrics: inout Metrics) {
    let predictions = model(batch[image], training: false, in: step)
    metrics.loss.updateState(lossFunction(predicted: predictions, expected: batch[label]))
    metrics.accuracy.updateState(predicted: predictions, expected: batch[label])
  }
}
