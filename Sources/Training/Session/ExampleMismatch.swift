import Diagnostics
import Sharding
import TensorCore

/// Why a program can't take the examples of a job.
public struct ExampleMismatch: ActionableError, Hashable {
  /// In what the two differ.
  public enum Code: Hashable, Sendable {
    /// An example's input has another number of bytes than the program's has elements.
    case inputs(bytes: Int, shape: Shape)
    /// A label is none of the program's classes.
    case label(Int, index: Int, classes: Int)
  }

  /// In what the two differ.
  public let code: Code
  /// The examples' part in the job.
  public let phase: Phase
  /// The name of the program.
  public let program: String

  /// Looking at the examples.
  public var activity: String { "giving the \(phase) examples to the program \(program)" }

  /// What differs, with the values of both.
  public var problem: String {
    switch code {
    case .inputs(let bytes, let shape):
      "the program takes inputs of shape \(shape), \(shape.elementCount) in all, "
        + "and the data has \(bytes) bytes an example"
    case .label(let label, let index, let classes):
      "the program tells \(classes) classes apart, from 0 to \(classes - 1), "
        + "and example \(index) has the label \(label)"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .inputs: "Give the model the input shape of the data, or take other data."
    case .label: "Give the program as many classes as the data has, or take other data."
    }
  }

  /// The program's or the data's.
  public var fault: Fault { .input }
}

extension ExampleSplits {
  /// Checks that a program can take all examples, before a job begins.
  ///
  /// - Throws: ``ExampleMismatch`` that names what differs first.
  public func check<Program: TrainingProgram>(for program: Program) throws(ExampleMismatch) {
    for phase in Phase.allCases where self[phase].count > 0 {
      let examples = self[phase]
      let code: ExampleMismatch.Code
      if examples.bytesPerInput != program.inputShape.elementCount {
        code = .inputs(bytes: examples.bytesPerInput, shape: program.inputShape)
      } else if let index = examples.firstIndex(ofLabelFrom: program.classCount) {
        let label = examples.labels.withBytes { Int($0[index]) }
        code = .label(label, index: index, classes: program.classCount)
      } else {
        continue
      }
      throw ExampleMismatch(code: code, phase: phase, program: Program.name)
    }
  }
}
