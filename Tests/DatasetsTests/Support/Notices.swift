import Datasets
import Synchronization

/// Collects what a loader says.
final class Notices: Sendable {
  private let texts = Mutex<[String]>([])
  private let reports = Mutex<[DownloadProgress]>([])

  var all: [String] { texts.withLock { $0 } }
  var progress: [DownloadProgress] { reports.withLock { $0 } }

  /// Has a loader speak to this object.
  func listen(to loader: inout DatasetLoader) {
    loader.source.notice = { text in self.texts.withLock { $0.append(text) } }
    loader.source.progress = { report in self.reports.withLock { $0.append(report) } }
  }
}
