import ClusterProtocol
import OperatingSystem
import Synchronization
import ZeroMQ

/// Finds out, while a worker looks for its coordinator in vain, what keeps it from there.
///
/// Name servers and connections are waited for on a thread of its own, so that the worker goes on
/// trying meanwhile and stops when it is told to.
final class CoordinatorSearch: Sendable {
  private let look: @Sendable () -> Reachability
  private let patience: Duration
  private let state = Mutex(State())

  private struct State {
    var begun: ContinuousClock.Instant?
    var found: Reachability?
    var told: WorkerEvent?
  }

  /// - Parameters:
  ///   - endpoint: Where the coordinator should be.
  ///   - patience: How long a look may take before that is worth a remark; no connection takes it.
  ///   - look: How it is looked.
  init(
    of endpoint: Endpoint, patience: Duration = .seconds(8),
    looking look: (@Sendable () -> Reachability)? = nil
  ) {
    self.patience = patience
    self.look = look ?? { ReachabilityCheck(endpoint).run() }
  }

  private func begin() {
    let isFirst = state.withLock { state in
      defer { state.begun = state.begun ?? .now }
      return state.begun == nil
    }
    guard isFirst else { return }
    do throws(ProcessFailure) {
      try BackgroundThread.start(named: "tandem-search") { [self] in
        let found = look()
        state.withLock { state in
          state.begun = nil
          state.found = found
        }
      }
    } catch {
      // Tried again at the next remark.
      state.withLock { $0.begun = nil }
    }
  }

  /// What has been found since the last call, if it is another thing than what was told before.
  func news() -> WorkerEvent? {
    state.withLock { state in
      let event: WorkerEvent
      if let found = state.found {
        state.found = nil
        event = .unreachable(found)
      } else if let begun = state.begun, begun.duration(to: .now) > patience {
        event = .lookingUp
      } else {
        return nil
      }
      if event == state.told { return nil }
      state.told = event
      return event
    }
  }

  /// Looks when a worker has waited in vain, and forgets what was told when that is over or begins
  /// anew.
  func heed(_ notice: WorkerMachine.Notice) {
    switch notice {
    case .waitingForCoordinator: begin()
    case .welcomed, .coordinatorSilent, .disconnected:
      state.withLock { state in
        state.found = nil
        state.told = nil
      }
    default: break
    }
  }
}
