import Diagnostics
import TestSupport
import Testing
import ZeroMQ

@Suite("An endpoint", .computing)
struct EndpointTests {
  @Test(
    "is read from text and written as it was",
    arguments: [
      ("tcp://127.0.0.1:5555", Endpoint.tcp(host: "127.0.0.1", port: "5555")),
      ("tcp://node-1.example.org:1", .tcp(host: "node-1.example.org", port: "1")),
      ("tcp://*:65535", .tcp(host: "*", port: "65535")),
      ("tcp://10.0.0.1:*", .tcp(host: "10.0.0.1", port: "*")),
      ("tcp://[::1]:5555", .tcp(host: "[::1]", port: "5555")),
      ("tcp://[fe80::1%eth0]:5555", .tcp(host: "[fe80::1%eth0]", port: "5555")),
      ("ipc:///tmp/job/socket", .ipc(path: "/tmp/job/socket")),
      ("ipc://relative", .ipc(path: "relative")),
    ])
  func parsing(text: String, endpoint: Endpoint) throws {
    #expect(try Endpoint(text) == endpoint)
    #expect("\(endpoint)" == text)
  }

  @Test(
    "says what is wrong with a text that names none",
    arguments: [
      ("", "neither tcp:// nor ipc://"),
      ("127.0.0.1:5555", "neither tcp:// nor ipc://"),
      ("http://host:80", "neither tcp:// nor ipc://"),
      ("TCP://host:80", "neither tcp:// nor ipc://"),
      ("tcp://host", "no port"),
      ("tcp://[::1]", "no port"),
      ("tcp://:5555", "no host"),
      ("tcp://::1:5555", "brackets"),
      ("tcp://[::1:5555", "brackets"),
      ("tcp://[host]:5555", "brackets"),
      ("tcp://[]:5555", "brackets"),
      ("tcp://a b:5555", "character"),
      ("tcp://user/host:5555", "character"),
      ("tcp://höst:5555", "character"),
      ("tcp://host:", "port ''"),
      ("tcp://host:0", "port '0'"),
      ("tcp://host:65536", "port '65536'"),
      ("tcp://host:+80", "port '+80'"),
      ("tcp://host:-1", "port '-1'"),
      ("tcp://host:http", "port 'http'"),
      ("tcp://host:99999999999999999999", "not a number from 1 to 65535"),
      ("ipc://", "no path"),
      ("ipc:///" + String(repeating: "p", count: 103), "104 bytes"),
      ("ipc:///" + String(repeating: "é", count: 52), "105 bytes"),
    ])
  func refusal(text: String, words: String) {
    let error = #expect(throws: EndpointError.self) { try Endpoint(text) }
    #expect(error?.problem.contains(words) == true, "\(error?.problem ?? "no error")")
    #expect(error?.text == text)
    #expect(error?.fault == .input)
    #expect(error?.description.contains("tcp://HOST:PORT") == true)
  }

  @Test("takes a path of the longest length that every platform binds")
  func longestPath() throws {
    let path = "/" + String(repeating: "p", count: Endpoint.longestPath - 1)
    #expect(try Endpoint("ipc://\(path)") == .ipc(path: path))
  }

  @Test(
    "knows whether other machines can reach it",
    arguments: [
      ("tcp://127.0.0.1:5555", true), ("tcp://127.1.2.3:5555", true),
      ("tcp://localhost:5555", true), ("tcp://[::1]:5555", true), ("ipc://socket", true),
      ("tcp://*:5555", false), ("tcp://0.0.0.0:5555", false), ("tcp://10.0.0.1:5555", false),
      ("tcp://127.example.org:5555", false), ("tcp://127.0.0.1.example.org:5555", false),
      ("tcp://128.0.0.1:5555", false), ("tcp://[::]:5555", false), ("tcp://[fe80::1]:5555", false),
      ("tcp://127.0.0.256:5555", false),
    ])
  func locality(text: String, isLocal: Bool) throws {
    #expect(try Endpoint(text).isLocal == isLocal)
  }
}
