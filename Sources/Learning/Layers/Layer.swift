import TensorCore

/// A step of a model: asks for its weights where it uses them, and computes.
///
///     final class Scaling: Layer {
///       func call(_ input: Tensor, in scope: LayerScope) -> Tensor {
///         input * scope.weight("factors", Shape(count: input.shape[1]), .ones)
///       }
///     }
///
/// A layer is an object without values: which object it is decides whose weights it uses, so one that is
/// used in several places shares them, and its options are fixed when it is made. Weights, state and
/// counters come from the ``LayerScope`` of the call. A layer may hold others, and call them within its
/// own call: a model is nothing but such a layer.
///
/// Input and output are a `Tensor` each by default; others may take or give several, or integers.
///
/// Source: Keras, `keras.layers.Layer`.
public protocol Layer<Input, Output>: AnyObject, Sendable {
  /// What it takes: the examples along the first axis.
  associatedtype Input = Tensor
  /// What it makes of them.
  associatedtype Output = Tensor

  /// What layers of the type are called in the paths of their weights, numbered from the second one of a
  /// model on: by default the type in Keras's way, so that `BatchNormalization` is `batch_normalization`.
  static var defaultName: String { get }

  /// What it is called instead; nil by default.
  var name: String? { get }

  /// Whether training changes its weights, and those of the layers it calls; true by default.
  var isTrainable: Bool { get }

  /// Computes a batch.
  ///
  /// - Parameters:
  ///   - input: The examples along the first axis.
  ///   - scope: The layer's weights, mode and randomness in this call.
  func call(_ input: Input, in scope: LayerScope) -> Output
}

extension Layer {
  /// The type's name, in small letters and with underscores between the words.
  public static var defaultName: String {
    let type = String(describing: Self.self).prefix { $0 != "<" }
    var name = ""
    var before: Character = "_"
    for (index, character) in zip(type.indices, type) {
      let next = type[index...].dropFirst().first
      // A word begins at a capital behind a small letter, and at the last of several.
      if character.isUppercase && before != "_"
        && (!before.isUppercase || next?.isLowercase == true)
      {
        name.append("_")
      }
      name.append(contentsOf: character.lowercased())
      before = character
    }
    return name
  }

  /// None: it is called by its type.
  public var name: String? { nil }

  /// Yes.
  public var isTrainable: Bool { true }

  /// Calls the layer within another one's call.
  public func callAsFunction(_ input: Input, in scope: LayerScope) -> Output {
    scope.call(self, on: input)
  }

  /// Calls the layer as a model of a step, followed by a tape.
  ///
  /// - Parameters:
  ///   - input: The examples along the first axis.
  ///   - training: Whether layers such as ``Dropout`` behave as in training.
  ///   - tape: Follows the weights that are trainable.
  public func callAsFunction(_ input: Input, training: Bool, on tape: StepTape) -> Output {
    LayerScope(root: tape.step, isTraining: training, tape: tape).call(self, on: input)
  }

  /// Calls the layer as a model of a step, with nothing to be differentiated.
  ///
  /// - Parameters:
  ///   - input: The examples along the first axis.
  ///   - training: Whether layers such as ``Dropout`` behave as in training.
  ///   - step: Has the weights.
  public func callAsFunction(_ input: Input, training: Bool, in step: Step) -> Output {
    LayerScope(root: step, isTraining: training, tape: nil).call(self, on: input)
  }
}
