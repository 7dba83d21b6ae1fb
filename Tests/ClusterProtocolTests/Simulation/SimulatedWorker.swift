import ClusterProtocol
import Sharding

/// A worker's driver without sockets: does what its machine says, on the toy model.
struct SimulatedWorker {
  struct Key: Hashable {
    let round: Int
    let node: Node
  }

  let number: Int
  var machine: WorkerMachine
  var arithmetic = Samples.arithmetic
  var isAlive = false
  private(set) var notices: [WorkerMachine.Notice] = []
  private(set) var computed: [Key: Int] = [:]
  private var weights: [Float] = []
  private var examples: [Key: [[UInt8]]] = [:]
  private var sums: [Key: ToyModel.NodeSum] = [:]

  init(number: Int, hello: Hello) {
    self.number = number
    machine = WorkerMachine(.init(hello: hello), at: Instant(nanoseconds: 0))
  }

  var peer: PeerID { Samples.peer(number) }

  var isIdle: Bool { examples.isEmpty && sums.isEmpty }

  mutating func receive(_ bytes: [UInt8], _ payload: [[UInt8]], in network: inout SimulatedNetwork)
  {
    do throws(WireError) {
      let envelope = try WireCodec.decode(bytes, payloadSizes: payload.map(\.count))
      handle(.received(envelope), payload, in: &network)
    } catch {
      handle(.malformed(error), in: &network)
    }
  }

  mutating func handle(
    _ event: WorkerMachine.Event, _ payload: [[UInt8]] = [], in network: inout SimulatedNetwork
  ) {
    guard isAlive else { return }
    for action in machine.handle(event, at: network.now) {
      perform(action, payload, in: &network)
    }
  }

  private mutating func perform(
    _ action: WorkerMachine.Action, _ payload: [[UInt8]], in network: inout SimulatedNetwork
  ) {
    switch action {
    case .send(let message, let payload): send(message, frames(payload), in: &network)
    case .configure:
      network.schedule(
        .workerComputed(number, .configured(arithmetic)),
        after: network.randomDelay(upTo: .milliseconds(50)))
    case .openMemory: break
    case .adoptWeights: weights = ToyModel.floats(payload[0])
    case .storeExamples(let round, let node): examples[Key(round: round, node: node)] = payload
    case .compute(let round, let node, _): compute(round, node, in: &network)
    case .discard(let round, let node):
      examples[Key(round: round, node: node)] = nil
      sums[Key(round: round, node: node)] = nil
    case .notice(let notice): notices.append(notice)
    case .stop: break
    }
  }

  private func frames(_ payload: WorkerMachine.Payload) -> [[UInt8]] {
    guard case .contribution(let round, let node) = payload else { return [] }
    return [ToyModel.bytes(sums[Key(round: round, node: node)]?.gradients ?? [])]
  }

  private func send(_ message: Message, _ frames: [[UInt8]], in network: inout SimulatedNetwork) {
    let envelope = machine.envelope(message, payloadSizes: frames.map(\.count))
    network.deliver(
      .atCoordinator(envelope: WireCodec.encode(envelope), payload: frames, from: peer))
  }

  private mutating func compute(
    _ round: Round, _ node: Node, in network: inout SimulatedNetwork
  ) {
    let key = Key(round: round.index, node: node)
    let sum = ToyModel.sum(node, of: round, payload: examples[key] ?? [], weights: weights)
    sums[key] = sum
    computed[key, default: 0] += 1
    network.schedule(
      .workerComputed(
        number,
        .computed(round: round.index, node: node, metrics: sum.metrics, timings: .init())),
      after: network.randomDelay(upTo: .milliseconds(30)))
  }
}
