import Datasets
import Diagnostics
import Sharding
import TensorCore

/// Why a program can't take the examples of a job.
public struct ExampleMismatch: ActionableError, Hashable {
  /// In what the two differ.
  public enum Code: Hashable, Sendable {
    /// The examples do not have a field of the program's.
    case missing(FieldSpecification)
    /// They have one of another type or shape by that name.
    case field(FieldSpecification, found: FieldSpecification)
    /// A number is outside what the program takes.
    case number(String, example: Int, FieldSpecification)
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
    case .missing(let field): "the program takes the field \(field), which the data does not have"
    case .field(let field, let found):
      "the program takes the field \(field), and the data has \(found)"
    case .number(let text, let example, let field):
      "the program takes the field \(field), and example \(example) has \(text) there"
    }
  }

  /// What has to change.
  public var remedy: String {
    switch code {
    case .missing: "Give the data a column for it, or leave it out of the program's fields."
    case .field: "Declare the field as the data has it, or take other data."
    case .number: "Declare the field with the range of the data, or take other data."
    }
  }

  /// The program's or the data's.
  public var fault: Fault { .input }
}

extension ExampleSplits {
  /// The same examples with the columns that a program takes, in the order of its fields, checked before a
  /// job begins.
  ///
  /// - Throws: ``ExampleMismatch`` that names what differs first.
  public func fitted<Program: TrainingProgram>(
    to program: Program
  ) throws(ExampleMismatch) -> ExampleSplits {
    let fields = program.fields
    func fitted(_ phase: Phase) throws(ExampleMismatch) -> ExampleSet {
      try self[phase].fitted(to: fields) { code in
        ExampleMismatch(code: code, phase: phase, program: Program.name)
      }
    }
    return ExampleSplits(
      training: try fitted(.training), validation: try fitted(.validation),
      test: try fitted(.test), isShuffled: isShuffled)
  }
}

extension ExampleSet {
  fileprivate func fitted(
    to wanted: Fields, _ mismatch: (ExampleMismatch.Code) -> ExampleMismatch
  ) throws(ExampleMismatch) -> ExampleSet {
    if count > 0 && fields == wanted { return self }
    var columns: [IntegerTensor<UInt8>] = []
    for field in wanted.specifications {
      guard count > 0 else {
        columns.append(IntegerTensor([], shape: Shape(rows: 0, columns: field.bytesPerExample)))
        continue
      }
      guard let place = fields.specifications.firstIndex(where: { $0.name == field.name }) else {
        throw mismatch(.missing(field))
      }
      let found = fields.specifications[place]
      guard found.dtype == field.dtype, found.shape.elementCount == field.shape.elementCount else {
        throw mismatch(.field(field, found: found))
      }
      let misfit =
        found.range == field.range
        ? nil : self.columns[place].withBytes { field.firstOutOfRange(in: $0, of: field.dtype) }
      if let misfit {
        throw mismatch(
          .number(misfit.text, example: misfit.index / field.shape.elementCount, field))
      }
      columns.append(self.columns[place])
    }
    return ExampleSet(fields: wanted, count: count, columns: columns)
  }
}
