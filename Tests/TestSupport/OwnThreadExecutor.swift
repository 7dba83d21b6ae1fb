import Dispatch

/// Runs the tasks that prefer it on a thread apart from those of Swift's concurrency, so that they
/// may block.
final class OwnThreadExecutor: TaskExecutor {
  private let queue = DispatchQueue(label: "a test's own thread")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
