import ClusterProtocol
import Dispatch
import TestSupport
import Testing
import ZeroMQ

@testable import Cluster

@Suite("A worker that looks for its coordinator in vain", .blocking)
struct CoordinatorSearchTests {
  private static let endpoint = Endpoint.tcp(host: "127.0.0.1", port: "5555")
  private static let waits = WorkerMachine.Notice.waitingForCoordinator(.seconds(2))

  private static func next(of search: CoordinatorSearch) async -> WorkerEvent? {
    var event: WorkerEvent?
    _ = await eventually {
      event = search.news()
      return event != nil
    }
    return event
  }

  @Test("is told what is found, once as long as it stays the same")
  func once() async {
    let found = FoundBox(.noSuchFile("a"))
    let search = CoordinatorSearch(of: Self.endpoint) { found.take() }
    #expect(search.news() == nil)
    search.heed(Self.waits)
    #expect(await Self.next(of: search) == .unreachable(.noSuchFile("a")))
    search.heed(Self.waits)
    #expect(await eventually { found.count == 2 })
    found.set(.notASocket("a"))
    // Until the first look of the two is over, no other begins.
    _ = await eventually {
      search.heed(Self.waits)
      return found.count > 2
    }
    #expect(await Self.next(of: search) == .unreachable(.notASocket("a")))
    #expect(search.news() == nil)
  }

  @Test("is told the same again after it was welcomed and lost the coordinator")
  func again() async {
    let search = CoordinatorSearch(of: Self.endpoint) { .noSuchFile("a") }
    for _ in 0..<2 {
      search.heed(Self.waits)
      #expect(await Self.next(of: search) == .unreachable(.noSuchFile("a")))
      search.heed(.welcomed(number: 0))
    }
  }

  @Test("is told that name servers take their time")
  func slow() async {
    let isOver = DispatchSemaphore(value: 0)
    let search = CoordinatorSearch(of: Self.endpoint, patience: .milliseconds(1)) {
      isOver.wait()
      return .nameServersSilent("a")
    }
    search.heed(Self.waits)
    #expect(await Self.next(of: search) == .lookingUp)
    isOver.signal()
    #expect(await Self.next(of: search) == .unreachable(.nameServersSilent("a")))
  }
}
