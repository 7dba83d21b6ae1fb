import Sharding

extension Welcome {
  var wire: Tandem_V1_Welcome {
    .with {
      $0.worker = UInt64(worker)
      $0.program = Checked.sendable(job.program)
      $0.seed = job.seed
      $0.batchSize = UInt64(job.shape.batchSize)
      $0.shards = UInt64(job.shape.shards)
      $0.trainingExamples = UInt64(job.shape.trainingExamples)
      $0.validationExamples = UInt64(job.shape.validationExamples)
      $0.testExamples = UInt64(job.shape.testExamples)
      $0.isa = Checked.sendable(job.isa)
      $0.contributionCount = UInt64(job.contributionCount)
      $0.weightCount = UInt64(job.weightCount)
      $0.counterCount = UInt64(job.counterCount)
      $0.fields = job.fields.map(\.wire)
      $0.heartbeatMilliseconds = UInt64(job.heartbeatInterval / .milliseconds(1))
      $0.deadAfterMilliseconds = UInt64(job.deadAfter / .milliseconds(1))
      if let sharedMemory { $0.sharedMemory = sharedMemory.wire }
    }
  }

  init(wire: Tandem_V1_Welcome) throws(WireError) {
    let weightCount = try Checked.integer(
      wire.weightCount, "the count of weights", in: WireLimits.weights)
    let heartbeatInterval = try Checked.milliseconds(
      wire.heartbeatMilliseconds, "the interval of heartbeats")
    let deadAfter = try Checked.milliseconds(wire.deadAfterMilliseconds, "the limit of silence")
    guard heartbeatInterval < deadAfter else {
      throw WireError(
        .valueOutOfRange, "heartbeats every \(heartbeatInterval), dead after \(deadAfter)")
    }
    self.init(
      worker: try Checked.integer(wire.worker, "the worker's number", in: WireLimits.workers),
      job: JobDescription(
        program: try Checked.text(wire.program, "the program"),
        seed: wire.seed,
        shape: try Self.shape(wire),
        isa: try Checked.text(wire.isa, "the instruction set"),
        contributionCount: try Checked.integer(
          wire.contributionCount, "the elements of a contribution", in: 0...weightCount),
        weightCount: weightCount,
        counterCount: try Checked.integer(
          wire.counterCount, "the count of counters", in: WireLimits.counters),
        fields: try Self.fields(wire),
        heartbeatInterval: heartbeatInterval, deadAfter: deadAfter),
      sharedMemory: wire.hasSharedMemory ? try SharedMemoryOffer(wire: wire.sharedMemory) : nil)
  }

  private static func fields(_ wire: Tandem_V1_Welcome) throws(WireError) -> [JobField] {
    try Checked.count(wire.fields.count, "fields", atMost: WireLimits.fieldCount.upperBound)
    var fields: [JobField] = []
    for field in wire.fields { fields.append(try JobField(wire: field)) }
    _ = try Checked.integer(
      UInt64(fields.reduce(0) { $0 + $1.bytesPerExample }), "the bytes of an example",
      in: WireLimits.bytesPerExample)
    return fields
  }

  private static func shape(_ wire: Tandem_V1_Welcome) throws(WireError) -> JobShape {
    let batchSize = try Checked.integer(wire.batchSize, "the batch size")
    let shards = try Checked.integer(wire.shards, "shards")
    let training = try Checked.integer(wire.trainingExamples, "training examples")
    let validation = try Checked.integer(wire.validationExamples, "validation examples")
    let test = try Checked.integer(wire.testExamples, "test examples")
    let problem = JobShape.problem(
      batchSize: batchSize, shards: shards, trainingExamples: training,
      validationExamples: validation, testExamples: test)
    if let problem { throw WireError(.valueOutOfRange, problem) }
    return JobShape(
      batchSize: batchSize, shards: shards, trainingExamples: training,
      validationExamples: validation, testExamples: test)
  }
}

extension JobField {
  var wire: Tandem_V1_Field {
    .with {
      $0.name = Checked.sendable(name)
      $0.dtype = Tandem_V1_Field.ElementType(rawValue: dtype.rawValue) ?? .unspecified
      $0.bytesPerExample = UInt64(bytesPerExample)
    }
  }

  init(wire: Tandem_V1_Field) throws(WireError) {
    guard let dtype = ElementType(rawValue: wire.dtype.rawValue) else {
      throw WireError(.valueOutOfRange, "unknown type \(wire.dtype.rawValue) of a field")
    }
    self.init(
      try Checked.text(wire.name, "the name of a field"), dtype,
      bytesPerExample: try Checked.integer(
        wire.bytesPerExample, "the bytes of a field", in: WireLimits.bytesPerExample))
  }
}

extension SharedMemoryOffer {
  var wire: Tandem_V1_SharedMemory {
    .with {
      $0.token = token
      $0.processID = UInt64(processID)
      $0.weightsDescriptor = UInt64(weightsDescriptor)
      $0.gradientsDescriptor = UInt64(gradientsDescriptor)
      $0.gradientSlots = UInt64(gradientSlots)
      $0.mailboxDescriptor = UInt64(mailboxDescriptor)
      $0.workSlotBytes = UInt64(workSlotBytes)
      $0.coordinatorBell = UInt64(coordinatorBell)
      $0.workerBell = UInt64(workerBell)
    }
  }

  init(wire: Tandem_V1_SharedMemory) throws(WireError) {
    func descriptor(_ value: UInt64, _ name: StaticString) throws(WireError) -> Int {
      try Checked.integer(value, name, in: WireLimits.descriptors)
    }
    let slotBytes = try Checked.integer(
      wire.workSlotBytes, "the bytes of a slot", in: WireLimits.workSlotBytes)
    guard slotBytes % Self.pageBytes == 0 else {
      throw WireError(.valueOutOfRange, "a slot of \(slotBytes) bytes does not end on a page")
    }
    self.init(
      token: wire.token,
      processID: try descriptor(wire.processID, "the process id"),
      weightsDescriptor: try descriptor(
        wire.weightsDescriptor, "the descriptor of the weights"),
      gradientsDescriptor: try descriptor(
        wire.gradientsDescriptor, "the descriptor of the gradients"),
      gradientSlots: try Checked.integer(
        wire.gradientSlots, "the slots", in: 1...Self.mostGradientSlots),
      mailboxDescriptor: try descriptor(
        wire.mailboxDescriptor, "the descriptor of the mailbox"),
      workSlotBytes: slotBytes,
      coordinatorBell: try descriptor(wire.coordinatorBell, "the coordinator's bell"),
      workerBell: try descriptor(wire.workerBell, "the worker's bell"))
  }
}
