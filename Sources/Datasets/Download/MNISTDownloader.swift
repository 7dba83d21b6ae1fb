import Digests
import Files

/// Fetches MNIST's packed files, each from the first mirror that has it right.
///
/// A mirror that cannot be reached is not asked again, so that a machine without a network learns
/// so within seconds.
struct MNISTDownloader {
  /// No packed file is longer than this: the longest has 9.9 MB.
  static let maximumPackedSize = 32 << 20
  /// No file is longer than this once unpacked: the longest has 47 MB.
  static let maximumUnpackedSize = 64 << 20

  /// Where the files are kept, over TLS.
  static let mirrors = [
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
  ]

  /// The program that transfers.
  let program: String
  /// Told of every piece received.
  let progress: @Sendable (DownloadProgress) -> Void
  /// Told what a person should know.
  let notice: @Sendable (String) -> Void
  /// Asked several times a second whether to give up.
  let shouldStop: @Sendable () -> Bool
  private let mirrors: [String]
  private let digests: [MNISTFile: String]
  /// What is wrong with the mirrors that could not be reached.
  private var unreachable: [String: String] = [:]

  init(
    mirrors: [String], digests: [MNISTFile: String], program: String,
    progress: @escaping @Sendable (DownloadProgress) -> Void,
    notice: @escaping @Sendable (String) -> Void,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.mirrors = mirrors.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    self.digests = digests
    self.program = program
    self.progress = progress
    self.notice = notice
    self.shouldStop = shouldStop
  }

  /// Downloads a file and checks it.
  ///
  /// - Returns: The file as it came, packed; what it unpacks to has MNIST's digest.
  mutating func fetch(_ file: MNISTFile) throws(DatasetError) -> [UInt8] {
    var attempts: [String] = []
    var foundWrongDigest = false
    for (index, mirror) in mirrors.enumerated() {
      if let reason = unreachable[mirror] {
        attempts.append("\(mirror): \(reason)")
        continue
      }
      do throws(CurlTransfer.Failure) {
        let packed = try transfer(file, from: mirror)
        guard let problem = problem(with: packed, of: file) else { return packed }
        foundWrongDigest = true
        attempts.append("\(mirror)\(file.packedName): \(problem)")
      } catch {
        switch error {
        case .interrupted: throw Self.interrupted(file)
        case .programMissing(let reason): throw Self.programMissing(file, reason)
        case .unreachable(let reason):
          unreachable[mirror] = reason
          attempts.append("\(mirror): \(reason)")
        case .failed(let reason): attempts.append("\(mirror)\(file.packedName): \(reason)")
        }
      }
      if index + 1 < mirrors.count {
        notice(
          "Downloading the \(file.title) failed, trying the next mirror: "
            + (attempts.last ?? mirror))
      }
    }
    throw DatasetError(
      foundWrongDigest ? .wrongDigest : .downloadFailed, "downloading \(file.packedName)",
      problem: attempts.joined(separator: "; "),
      remedy: "Check the network, or name a directory that holds the four files of MNIST",
      fault: foundWrongDigest ? .input : .run, isRetriable: !foundWrongDigest)
  }

  private func transfer(
    _ file: MNISTFile, from mirror: String
  ) throws(CurlTransfer.Failure) -> [UInt8] {
    // Less patience once a mirror was out of reach: then it is probably the network.
    let transfer = CurlTransfer(
      program: program, address: mirror + file.packedName, maximumSize: Self.maximumPackedSize,
      connectTimeout: unreachable.isEmpty ? 5 : 2, shouldStop: shouldStop)
    let report = progress
    return try transfer.run { received, total in
      report(
        DownloadProgress(
          file: file.packedName, mirror: mirror, received: received, total: total))
    }
  }

  /// What is wrong with a downloaded file, if anything.
  private func problem(with packed: [UInt8], of file: MNISTFile) -> String? {
    do throws(DatasetError) {
      let unpacker = try Unpacker(.memory(packed, activity: "unpacking"))
      // What a mirror, or a network that wants a password first, sends instead.
      if !unpacker.isPacked, let kind = FileKind(of: packed) { return "it sent \(kind)" }
      let hasher = SHA256()
      var size = 0
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { chunk.deallocate() }
      while size <= Self.maximumUnpackedSize {
        let count = try unpacker.read(into: chunk)
        if count == 0 { break }
        hasher.update(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        size += count
      }
      guard size <= Self.maximumUnpackedSize else {
        return "unpacked it has more than \(Self.maximumUnpackedSize) bytes"
      }
      let digest = Hexadecimal.text(of: hasher.finalize())
      let wanted = digests[file] ?? file.sha256
      return digest == wanted
        ? nil : "unpacked its SHA-256 is \(digest), where MNIST's is \(wanted)"
    } catch {
      return error.problem
    }
  }

  private static func interrupted(_ file: MNISTFile) -> DatasetError {
    DatasetError(
      .interrupted, "downloading \(file.packedName)", problem: "interrupted", remedy: "",
      fault: .run)
  }

  private static func programMissing(_ file: MNISTFile, _ reason: String) -> DatasetError {
    DatasetError(
      .downloaderMissing, "downloading \(file.packedName)",
      problem: "the program curl cannot be run: \(reason)",
      remedy: "Install curl, or name a directory that holds the four files of MNIST",
      fault: .run)
  }
}
