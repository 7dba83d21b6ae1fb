import Datasets
import Synchronization
import Training

/// Shows downloads of files one after the other.
final class DownloadDisplay: Sendable {
  private let quiet: Bool
  private let current = Mutex<(file: String, bar: DownloadBar)?>(nil)

  init(quiet: Bool) {
    self.quiet = quiet
  }

  func show(_ progress: DownloadProgress) {
    current.withLock { current in
      if current?.file != progress.file {
        current?.bar.end()
        current = (
          progress.file,
          DownloadBar(
            of: "\(progress.file) from \(progress.mirror)", total: progress.total,
            console: Messages.standard.console, isQuiet: quiet)
        )
      }
      current?.bar.update(received: progress.received, total: progress.total)
    }
  }

  /// The download did not come to its end.
  func interrupt() {
    current.withLock { current in
      current?.bar.abandon()
      current = nil
    }
  }

  func finish() {
    current.withLock { current in
      current?.bar.end()
      current = nil
    }
  }
}
