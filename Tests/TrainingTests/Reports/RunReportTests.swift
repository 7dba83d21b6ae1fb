import Foundation
import TensorCore
import TestSupport
import Testing

@testable import Training

@Suite("Reports as JSON", .computing)
struct RunReportTests {
  private func object(_ text: String) throws -> [String: Any] {
    try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test("A run's report has exactly the members of the contract")
  func members() throws {
    let report = try object(ReportFile.text(of: SampleReports.run(.cluster)))
    #expect(
      Set(report.keys) == [
        "program", "mode", "workers", "shards", "batchSize", "seed", "transport", "isa",
        "threads", "dataset", "epochs", "test", "weightsSHA256", "startSeconds", "breakdown",
        "events",
      ])
    #expect(report["mode"] as? String == "cluster")
    #expect(report["transport"] as? String == "ipc")
    let dataset = try #require(report["dataset"] as? [String: Any])
    #expect(Set(dataset.keys) == ["name", "sha256", "trainExamples", "validationExamples"])
    let epoch = try #require((report["epochs"] as? [[String: Any]])?.first)
    #expect(
      Set(epoch.keys) == [
        "epoch", "loss", "sparse_categorical_accuracy", "val_loss",
        "val_sparse_categorical_accuracy", "steps", "seconds", "validationSeconds",
        "stepMilliseconds",
      ])
    #expect(epoch["loss"] as? Double == 0.2567)
    let steps = try #require(epoch["stepMilliseconds"] as? [String: Double])
    #expect(steps == ["mean": 0.8, "median": 0.75, "p95": 1.1])
    let test = try #require(report["test"] as? [String: Double])
    #expect(test == ["loss": 0.12, "sparse_categorical_accuracy": 0.9641])
    let event = try #require((report["events"] as? [[String: Any]])?.first)
    #expect(event["time"] as? String == "1970-01-01T00:00:01.500Z")
    #expect(Set(event.keys) == ["time", "kind", "worker", "host", "late", "node"])
  }

  @Test("A single run has no transport, and says so with null")
  func transportOfSingle() throws {
    let report = try object(ReportFile.text(of: SampleReports.run(.single)))
    #expect(report["transport"] is NSNull)
  }

  @Test("A comparison holds two complete reports")
  func comparison() throws {
    let comparison = ComparisonReport(
      identical: true, single: SampleReports.run(.single), cluster: SampleReports.run(.cluster))
    let report = try object(ReportFile.text(of: comparison))
    #expect(Set(report.keys) == ["identical", "single", "cluster", "speedup"])
    #expect(report["identical"] as? Bool == true)
    #expect(report["speedup"] as? Double == 1)
    #expect((report["single"] as? [String: Any])?.count == 16)
    #expect((report["cluster"] as? [String: Any])?.count == 16)
  }

  @Test("The breakdown of a step has a shape for each mode, and null without training")
  func breakdown() throws {
    #expect(
      ReportFile.text(of: SampleReports.single) == """
        {
          "single": {
            "compute": 0.5,
            "reduceAndUpdate": 0.0625,
            "other": 0.25
          }
        }

        """)
    let cluster = try object(ReportFile.text(of: SampleReports.cluster))
    #expect(
      cluster["coordinator"] as? [String: Double] == [
        "wait": 0.75, "receive": 0.125, "reduceAndUpdate": 0.0625, "broadcast": 0.25,
        "other": 0.03125,
      ])
    let workers = try #require(cluster["workers"] as? [[String: Any]])
    #expect(workers.map { $0["worker"] as? String } == ["worker 1", "worker 2"])
    #expect(Set(workers[0].keys) == ["worker", "compute", "wait", "send", "other"])
    var evaluation = SampleReports.run(.single)
    evaluation.breakdown = nil
    let text = ReportFile.text(of: evaluation)
    #expect(try object(text)["breakdown"] is NSNull)
    #expect(try JSONDecoder().decode(RunReport.self, from: Data(text.utf8)) == evaluation)
  }

  @Test("The speed-up is the ratio of the training seconds of all epochs")
  func speedup() {
    var cluster = SampleReports.run(.cluster, losses: [1, 2])
    for index in cluster.epochs.indices { cluster.epochs[index].seconds = 0.5 }
    let report = ComparisonReport(
      identical: true, single: SampleReports.run(.single, losses: [1, 2]), cluster: cluster)
    #expect(report.speedup == 2.5)
  }

  @Test("Reading back what was written gives the same report")
  func roundTrip() throws {
    let report = SampleReports.run(
      .cluster, losses: [0.1 + 0.2, .leastNonzeroMagnitude, .greatestFiniteMagnitude])
    let text = ReportFile.text(of: report)
    #expect(try JSONDecoder().decode(RunReport.self, from: Data(text.utf8)) == report)
    #expect(text.contains("\"loss\": 0.30000000000000004"))
    #expect(text.contains("\"seed\": 18446744073709551615"))
  }

  @Test(
    "Numbers that are not finite are written as null and read as NaN",
    arguments: [Double.nan, .infinity, -.infinity])
  func nonFinite(value: Double) throws {
    var report = SampleReports.run(.single, losses: [value])
    report.test = [NamedValue("loss", value)]
    report.epochs[0].stepMilliseconds.median = value
    report.epochs[0].seconds = value
    report.events[0].details["lag"] = .number(value)
    let text = ReportFile.text(of: report)
    let epoch = try #require((try object(text)["epochs"] as? [[String: Any]])?.first)
    #expect(epoch["loss"] is NSNull)
    #expect(epoch["seconds"] is NSNull)
    let decoded = try JSONDecoder().decode(RunReport.self, from: Data(text.utf8))
    #expect(decoded.epochs[0].metrics[0].value.isNaN)
    #expect(decoded.test[0].value.isNaN)
    #expect(decoded.epochs[0].stepMilliseconds.median.isNaN)
  }

  @Test("Members stand in a fixed order, metrics between the epoch's number and its steps")
  func order() {
    let text = ReportFile.text(of: SampleReports.epoch(1))
    #expect(
      text == """
        {
          "epoch": 1,
          "loss": 0.2567,
          "sparse_categorical_accuracy": 0.9258,
          "val_loss": 0.1132,
          "val_sparse_categorical_accuracy": 0.9662,
          "steps": 1563,
          "seconds": 1.25,
          "validationSeconds": 0.125,
          "stepMilliseconds": {
            "mean": 0.8,
            "median": 0.75,
            "p95": 1.1
          }
        }

        """)
  }

  @Test("A metric called like another member of the report does not hide it")
  func reservedName() throws {
    let report = EpochReport(
      epoch: 1, metrics: [NamedValue("steps", 7)], steps: 2, seconds: 1, validationSeconds: 1,
      stepMilliseconds: StepMilliseconds(mean: 1, median: 1, p95: 1))
    let text = ReportFile.text(of: report)
    #expect(try JSONDecoder().decode(EpochReport.self, from: Data(text.utf8)).steps == 2)
  }

  @Test("Keras's order sorts by name, validation last")
  func kerasOrder() {
    let names = ["val_a", "loss", "val_loss", "accuracy"]
    #expect(
      names.map { NamedValue($0, 0) }.inKerasOrder().map(\.name) == [
        "accuracy", "loss", "val_a", "val_loss",
      ])
  }

  @Test("The digest of weights is that of their little-endian bytes")
  func weightsDigest() {
    let pair = WeightLayout([Variable(name: "w", shape: [2], initializer: .zeros)])
    // sha256 of 00 00 80 3f 00 00 00 c0, computed with sha256sum.
    #expect(
      WeightsDigest.sha256(of: Weights(layout: pair, values: Tensor([1, -2])))
        == "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b")
    #expect(
      WeightsDigest.sha256(of: Weights(layout: WeightLayout([]), values: Tensor([])))
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }
}
