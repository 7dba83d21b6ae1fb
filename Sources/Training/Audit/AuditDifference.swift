/// The first place in which two runs differ.
public struct AuditDifference: Sendable, Hashable {
  /// What differs there.
  public enum Kind: Sendable, Hashable {
    /// A tensor's bits do.
    case digests(tensor: String, first: AuditDigest, second: AuditDigest)
    /// A tensor is recorded in the run of this label only.
    case tensorOnly(tensor: String, in: String)
    /// The run of this label goes on here and the other has ended.
    case runLonger(label: String)
    /// The runs recorded steps of different numbers in the same place.
    case steps(first: Int, second: Int)
    /// The runs recorded stages of different numbers in the same place.
    case stages(first: Int, second: Int)
    /// The runs have the step in epochs of different numbers.
    case epochs(first: Int, second: Int)
  }

  /// Number of the step, counted from 1; 0 is the state before the first.
  public let step: Int
  /// Number of the epoch, counted from 1; 0 with step 0.
  public let epoch: Int
  /// The stage of the step, from 0.
  public let stage: Int
  /// What differs.
  public let kind: Kind
  /// How many more tensors of this step differ.
  public let others: Int
  /// What the first run is called.
  public let firstLabel: String
  /// What the second run is called.
  public let secondLabel: String
  /// The settings in which the runs were started differently: `seed 1 and 2`.
  public let settings: [String]

  /// Compares two runs step by step, reading both as it goes.
  ///
  /// - Returns: the first difference, or nil if all steps and tensors have the same bits.
  /// - Throws: ``AuditError`` if a file is damaged before the first difference.
  public static func first(
    between first: AuditSection, and second: AuditSection
  ) throws(AuditError) -> AuditDifference? {
    var firstSteps = try first.steps()
    var secondSteps = try second.steps()
    while true {
      let pair = (try firstSteps.next(), try secondSteps.next())
      let kinds: [Kind]
      switch pair {
      case (nil, nil): return nil
      case (.some, nil): kinds = [.runLonger(label: first.label)]
      case (nil, .some): kinds = [.runLonger(label: second.label)]
      case (let firstStep?, let secondStep?):
        kinds = differences(firstStep, secondStep, labels: (first.label, second.label))
      }
      guard let kind = kinds.first, let place = pair.0 ?? pair.1 else { continue }
      return AuditDifference(
        step: place.step, epoch: place.epoch, stage: place.stage, kind: kind,
        others: kinds.count - 1,
        firstLabel: first.label, secondLabel: second.label,
        settings: first.header.differences(from: second.header))
    }
  }

  /// All that differs in one step, in the order of the first run.
  private static func differences(
    _ first: AuditStep, _ second: AuditStep, labels: (String, String)
  ) -> [Kind] {
    if first == second { return [] }
    guard first.step == second.step else {
      return [.steps(first: first.step, second: second.step)]
    }
    guard first.stage == second.stage else {
      return [.stages(first: first.stage, second: second.stage)]
    }
    guard first.epoch == second.epoch else {
      return [.epochs(first: first.epoch, second: second.epoch)]
    }
    var remaining: [String: AuditDigest] = [:]
    for entry in second.entries { remaining[entry.name] = entry.digest }
    var kinds: [Kind] = []
    for entry in first.entries {
      guard let digest = remaining.removeValue(forKey: entry.name) else {
        kinds.append(.tensorOnly(tensor: entry.name, in: labels.0))
        continue
      }
      if digest != entry.digest {
        kinds.append(.digests(tensor: entry.name, first: entry.digest, second: digest))
      }
    }
    for entry in second.entries where remaining[entry.name] != nil {
      kinds.append(.tensorOnly(tensor: entry.name, in: labels.1))
    }
    return kinds
  }
}

extension AuditDifference: CustomStringConvertible {
  /// The difference as sentences for a person.
  public var description: String {
    let place =
      step == 0
      ? "before the first step"
      : "at step \(step)\(stage == 0 ? "" : ", stage \(stage)"), in epoch \(epoch)"
    var text: String
    switch kind {
    case .digests(let tensor, let first, let second):
      text =
        "The runs differ first \(place), in \(tensor): \(first) in \(firstLabel), "
        + "\(second) in \(secondLabel)."
      if others > 0 { text += " So \(others == 1 ? "does" : "do") \(others) more of that step." }
    case .tensorOnly(let tensor, let label):
      text = "The runs differ first \(place): only \(label) recorded \(tensor)."
    case .runLonger(let label):
      let other = label == firstLabel ? secondLabel : firstLabel
      text = "The runs are alike as far as \(other) goes, but \(label) goes on \(place)."
    case .steps(let first, let second):
      text =
        "The runs recorded different steps: where \(firstLabel) has step \(first), "
        + "\(secondLabel) has step \(second)."
    case .stages(let first, let second):
      text =
        "The runs recorded different stages of step \(step): where \(firstLabel) has stage "
        + "\(first), \(secondLabel) has stage \(second)."
    case .epochs(let first, let second):
      text =
        "The runs count epochs differently: step \(step) is in epoch \(first) of \(firstLabel), "
        + "in epoch \(second) of \(secondLabel)."
    }
    if !settings.isEmpty {
      text += " They were started differently: \(settings.joined(separator: ", "))."
    }
    return text
  }
}
