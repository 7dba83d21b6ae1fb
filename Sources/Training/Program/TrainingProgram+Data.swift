import Datasets
import TensorCore

extension TrainingProgram {
  /// The examples of ``MNIST`` if the fields are one of pixels and one of classes, and 1,000 numbers to train
  /// on if there are no fields.
  ///
  /// - Throws: ``UndeclaredData`` for any other fields, and what loading throws.
  public func data(_ source: DataSource) throws -> Splits {
    let fields = fields.specifications
    if fields.isEmpty { return Splits(Self.name, training: ExampleSet(count: 1_000)) }
    guard fields.count == 2,
      let image = fields.first(where: { $0.decoding == .scaled }),
      let label = fields.first(where: { $0.dtype == .uint8 && $0.decoding != .scaled })
    else { throw UndeclaredData(program: Self.name, fields: "\(self.fields)") }
    return try MNIST(source).splits(Field(image), Field(label))
  }
}
