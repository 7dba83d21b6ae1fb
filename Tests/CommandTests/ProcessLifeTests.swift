import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("The processes of a run", .serialized, .blocking)
struct ProcessLifeTests {
  /// A run that would go on for hours.
  private static func start(
    _ arguments: [String] = ["train", "--workers", "2"], in directory: ScratchDirectory
  ) async throws -> (run: TandemProcess, workers: [Int32], sockets: [String]) {
    let run = try TandemProcess(
      arguments + ["--data", DigitsOnDisk.path, "--epochs", "100000", "--limit", "2000"],
      environment: ["XDG_RUNTIME_DIR": directory.path])
    let begun = await eventually(within: .seconds(60)) { run.outputSoFar.contains("Epoch 1/") }
    try #require(begun, "\(run.errorsSoFar)")
    let sockets = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    return (run, children(of: run.processID), sockets)
  }

  private static func children(of parent: Int32) -> [Int32] {
    let path = "/proc/\(parent)/task"
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return tasks.flatMap { task in
      ((try? String(contentsOfFile: "\(path)/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").compactMap { Int32($0) }
    }
  }

  private static func isAlive(_ processID: Int32) -> Bool {
    // A zombie is nobody's worker any more.
    guard let status = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
      let state = status.split(separator: ")").last?.split(separator: " ").first
    else { return false }
    return state != "Z"
  }

  #if os(Linux)
    @Test(
      "end with their launcher, and leave no socket behind",
      arguments: [SIGINT, SIGTERM, SIGHUP, SIGKILL])
    func launcherEnds(by signal: Int32) async throws {
      let directory = try ScratchDirectory()
      let (run, workers, sockets) = try await Self.start(in: directory)
      #expect(workers.count == 2)
      #expect(sockets.count == 1)
      let attributes = try FileManager.default.attributesOfItem(
        atPath: directory.file(try #require(sockets.first)))
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      run.signal(signal)
      let result = try await run.result()
      #expect(result.status == (signal == SIGINT ? 130 : 128 + signal))
      let areGone = await eventually(within: .seconds(4)) { !workers.contains(where: Self.isAlive) }
      #expect(areGone)
      let isClean = try await eventually(within: .seconds(4)) {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty
      }
      #expect(isClean)
    }

    @Test("end with their launcher while they wait for it to load the examples")
    func launcherEndsEarly() async throws {
      let run = try TandemProcess(["train", "--workers", "2", "--data", "synthetic"])
      let areLaunched = await eventually { Self.children(of: run.processID).count == 2 }
      #expect(areLaunched)
      let workers = Self.children(of: run.processID)
      #expect(!run.outputSoFar.contains("Epoch 1/"))
      run.signal(SIGKILL)
      #expect(try await run.result().status == 128 + SIGKILL)
      let areGone = await eventually(within: .seconds(4)) { !workers.contains(where: Self.isAlive) }
      #expect(areGone)
    }

    @Test("end at once, without a word, if there are no examples")
    func noExamples() async throws {
      let directory = try ScratchDirectory()
      let result = try await TandemProcess.run(
        ["train", "--workers", "2", "--data", directory.file("nothing")],
        environment: ["XDG_RUNTIME_DIR": directory.path])
      #expect(result.status == 2)
      #expect(result.errors.contains("there is no such directory"))
      #expect(!result.errors.contains("worker"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).isEmpty)
    }

    @Test("end with a message that names a worker which was killed")
    func workerDies() async throws {
      let directory = try ScratchDirectory()
      let (run, workers, _) = try await Self.start(in: directory)
      let victim = try #require(workers.last)
      kill(victim, SIGKILL)
      let began = ContinuousClock.now
      let result = try await run.result()
      #expect(ContinuousClock.now - began < .seconds(10))
      #expect(result.status == 1)
      #expect(result.errors.contains("worker") && result.errors.contains("\(victim)"))
      #expect(result.errors.contains("signal 9"))
      #expect(!workers.contains(where: Self.isAlive))
    }

    @Test("end within ten seconds of a worker's last word")
    func workerIsSilent() async throws {
      let directory = try ScratchDirectory()
      let (run, workers, _) = try await Self.start(in: directory)
      let victim = try #require(workers.last)
      kill(victim, SIGSTOP)
      let began = ContinuousClock.now
      let result = try await run.result()
      #expect(ContinuousClock.now - began < .seconds(10))
      #expect(result.status == 1)
      #expect(result.errors.contains("\(victim)"), "\(result.errors)")
      #expect(!workers.contains(where: Self.isAlive))
    }
  #endif

  @Test("A worker without a coordinator says so and keeps trying until it is stopped")
  func lonelyWorker() async throws {
    let directory = try ScratchDirectory()
    let worker = try TandemProcess(["worker", "--connect", "ipc://\(directory.file("nobody"))"])
    let says = await eventually { worker.errorsSoFar.contains("still trying") }
    #expect(says)
    worker.signal(SIGINT)
    #expect(try await worker.result().status == 130)
  }

  @Test("A coordinator and two workers started by hand give the bits of one process")
  func byHand() async throws {
    let directory = try ScratchDirectory()
    let short = ["--data", DigitsOnDisk.path, "--epochs", "1", "--limit", "300", "--shards", "3"]
    let endpoint = "ipc://\(directory.file("coordinator"))"
    let report = directory.file("cluster.json")
    let coordinator = try TandemProcess(
      ["coordinator", "--bind", endpoint, "--min-workers", "2", "--report", report] + short)
    let workers = try (0..<2).map { _ in try TandemProcess(["worker", "--connect", endpoint]) }
    let result = try await coordinator.result()
    #expect(result.status == 0, "\(result.errors)")
    for worker in workers { #expect(try await worker.result().status == 0) }
    let single = directory.file("single.json")
    _ = try await TandemProcess.run(["single", "--report", single] + short)
    #expect(
      try RunReportFile.run(report).weightsSHA256 == RunReportFile.run(single).weightsSHA256)
  }
}
