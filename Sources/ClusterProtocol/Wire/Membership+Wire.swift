import Sharding

extension Hello {
  var wire: Tandem_V1_Hello {
    .with {
      $0.instance = instance
      $0.name = Checked.sendable(name)
      $0.hostName = Checked.sendable(hostName)
      $0.processID = UInt64(processID)
      $0.tandemVersion = Checked.sendable(identity.tandemVersion)
      $0.onednnVersion = Checked.sendable(identity.oneDNNVersion)
      $0.program = Checked.sendable(identity.program)
      $0.weightsDigest = Checked.sendable(identity.weightsDigest)
      $0.weightCount = UInt64(identity.weightCount)
      $0.supportedIsas = supportedISAs.prefix(WireLimits.isas).map { Checked.sendable($0) }
      $0.isaIsFixed = isaIsFixed
      $0.processorCount = UInt64(processorCount)
    }
  }

  init(wire: Tandem_V1_Hello) throws(WireError) {
    try Checked.count(wire.supportedIsas.count, "instruction sets", atMost: WireLimits.isas)
    var isas: [String] = []
    for isa in wire.supportedIsas { isas.append(try Checked.text(isa, "an instruction set")) }
    self.init(
      instance: wire.instance,
      name: try Checked.text(wire.name, "the worker's name"),
      hostName: try Checked.text(wire.hostName, "the host name"),
      processID: try Checked.integer(wire.processID, "the process id"),
      identity: ProgramIdentity(
        tandemVersion: try Checked.text(wire.tandemVersion, "the version of Tandem"),
        oneDNNVersion: try Checked.text(wire.onednnVersion, "the version of oneDNN"),
        program: try Checked.text(wire.program, "the program"),
        weightsDigest: try Checked.text(wire.weightsDigest, "the digest of the weights"),
        weightCount: try Checked.integer(
          wire.weightCount, "the count of weights", in: WireLimits.weights)),
      supportedISAs: isas, isaIsFixed: wire.isaIsFixed,
      processorCount: try Checked.integer(
        wire.processorCount, "the count of processors", in: WireLimits.processors))
  }
}

extension Ready {
  var wire: Tandem_V1_Ready {
    .with {
      $0.isa = Checked.sendable(arithmetic.isa)
      $0.onednnVersion = Checked.sendable(arithmetic.oneDNNVersion)
      $0.probeDigest = Checked.sendable(arithmetic.probeDigest)
      $0.sharesMemory = sharesMemory
      $0.productsDigest = Checked.sendable(arithmetic.productsDigest)
      $0.configurationDigest = Checked.sendable(arithmetic.configuration.digest)
      $0.configuration = Checked.sendable(
        arithmetic.configuration.text, atMost: WireLimits.configurationBytes)
      $0.declinesMemory = declinesMemory
    }
  }

  init(wire: Tandem_V1_Ready) throws(WireError) {
    self.init(
      arithmetic: Arithmetic(
        isa: try Checked.text(wire.isa, "the instruction set"),
        oneDNNVersion: try Checked.text(wire.onednnVersion, "the version of oneDNN"),
        probeDigest: try Checked.text(wire.probeDigest, "the digest of the probe steps"),
        productsDigest: try Checked.text(wire.productsDigest, "the digest of the probe products"),
        configuration: ProgramConfiguration(
          digest: try Checked.text(wire.configurationDigest, "the digest of the configuration"),
          text: try Checked.text(
            wire.configuration, "the configuration", atMost: WireLimits.configurationBytes))),
      sharesMemory: wire.sharesMemory, declinesMemory: wire.declinesMemory)
  }
}

extension Refused {
  var wire: Tandem_V1_Refused {
    .with {
      $0.code = Tandem_V1_Refused.Code(rawValue: code.rawValue) ?? .unspecified
      $0.worker = Checked.sendable(worker)
      $0.job = Checked.sendable(job)
    }
  }

  init(wire: Tandem_V1_Refused) throws(WireError) {
    guard let code = Code(rawValue: wire.code.rawValue) else {
      throw WireError(.valueOutOfRange, "unknown reason \(wire.code.rawValue) of a refusal")
    }
    self.init(
      code, worker: try Checked.text(wire.worker, "the worker's value"),
      job: try Checked.text(wire.job, "the job's value"))
  }
}
