import Testing
import ZeroMQ

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a test runs over.
enum Transport: String, CaseIterable, CustomTestStringConvertible {
  case ipc, tcp

  var testDescription: String { rawValue }

  /// Lends an endpoint to listen at that no other test has.
  func withEndpoint<Result>(_ body: (Endpoint) throws -> Result) throws -> Result {
    switch self {
    case .tcp: try body(.tcp(host: "127.0.0.1", port: "*"))
    case .ipc: try withTemporaryDirectory { try body(.ipc(path: "\($0)/socket")) }
    }
  }
}

/// Lends a new directory with a short path, which is removed with what it holds.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/zmq-XXXXXX".utf8CString)
  try #require(mkdtemp(&template) != nil)
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer {
    for name in ["socket", "other"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
  return try body(path)
}
