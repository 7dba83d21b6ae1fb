import ClusterProtocol
import Datasets

extension JobField {
  /// What travels of the fields of a program.
  static func fields(of fields: Fields) -> [JobField] {
    fields.specifications.map { field in
      let dtype: ElementType =
        switch field.dtype {
        case .uint8: .uint8
        case .int32: .int32
        case .float32: .float32
        }
      return JobField(field.name, dtype, bytesPerExample: field.bytesPerExample)
    }
  }

  /// The first field in which examples differ from those that a program takes, as a sentence; nil if they do
  /// not.
  static func difference(ofJob job: [JobField], from own: [JobField]) -> String? {
    for field in own {
      guard let found = job.first(where: { $0.name == field.name }) else {
        return "the job's examples do not have the field \(field) of this worker's program"
      }
      if found != field {
        return "the job's examples have the field \(found), this worker's program \(field)"
      }
    }
    if let other = job.first(where: { field in !own.contains { $0.name == field.name } }) {
      return "the job's examples have the field \(other), which this worker's program does not"
    }
    return job == own
      ? nil : "the job's examples have the fields of this worker's program in another order"
  }
}
