import Diagnostics

/// The coordinator turns a worker away, naming what each side has where they should be equal.
public struct Refused: Hashable, Sendable {
  /// In what the two sides differ.
  public enum Code: Int, Hashable, Sendable, CaseIterable {
    /// The version of the protocol.
    case protocolVersion = 1
    /// The version of Tandem.
    case tandemVersion
    /// The program.
    case program
    /// The names or shapes of the weights.
    case weights
    /// The job's instruction set is none that the worker can use.
    case instructionSet
    /// The probe products: instruction set, version of oneDNN, or only the products.
    case arithmetic
    /// The job has as many workers as it takes.
    case full
    /// The job is over.
    case over
    /// What the program was made with, the products being equal.
    case configuration
    /// What the program's steps come to, the products and what it was made with being equal.
    case steps
  }

  /// In what the two sides differ.
  public var code: Code
  /// What the worker has.
  public var worker: String
  /// What the job has.
  public var job: String

  /// - Parameters:
  ///   - code: In what the two sides differ.
  ///   - worker: What the worker has.
  ///   - job: What the job has.
  public init(_ code: Code, worker: String, job: String) {
    self.code = code
    self.worker = worker
    self.job = job
  }
}

extension Refused: ActionableError {
  /// What was being done.
  public var activity: String { "joining the job" }

  /// What differs, with the values of both sides.
  public var problem: String {
    switch code {
    case .full: "the job takes no more than \(job)"
    case .over: "the job is over"
    default: "\(subject) differs: the worker has \(worker), the job \(job)"
    }
  }

  /// What to do about it.
  public var remedy: String {
    switch code {
    case .protocolVersion, .tandemVersion: "Run the same version of Tandem on both sides"
    case .program: "Start the worker with the coordinator's --program"
    case .weights: "Run the same build of the program on both sides"
    case .instructionSet: "Start the job with --isa set to one that every worker supports"
    case .arithmetic: "Use the same --isa and the same version of oneDNN on both sides"
    case .configuration:
      "Give the program the same hyper-parameters on both sides, by its options and the same build"
    case .steps: "Run the same build of the program on both sides"
    case .full: "Start fewer workers"
    case .over: "Start a new job"
    }
  }

  /// A worker that does not fit was started wrongly.
  public var fault: Fault { code == .full || code == .over ? .run : .input }

  private var subject: String {
    switch code {
    case .protocolVersion: "the version of the protocol"
    case .tandemVersion: "the version of Tandem"
    case .program: "the program"
    case .weights: "the shape of the weights"
    case .instructionSet: "the instruction set"
    case .arithmetic: "the arithmetic"
    case .configuration: "what the program was made with"
    case .steps: "the program, by the same name and products alike,"
    case .full, .over: "the time"
    }
  }
}
