#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The address that libzmq connects to for a host and a port: the first one of its family.
struct HostLookup {
  /// Why there is none.
  enum Failure: Error, Equatable {
    case unknown, onlyIPv6, serversSilent
  }

  /// The bytes of the address.
  let address: [UInt8]
  /// Its family.
  let family: Int32
  /// The address in numbers.
  let text: String

  /// Asks the name servers, and may wait for them for many seconds.
  init(host: String, port: String) throws(Failure) {
    let isIPv6 = host.hasPrefix("[")
    let name = isIPv6 ? String(host.dropFirst().dropLast()) : host
    guard let found = try Self.first(name, port, isIPv6 ? AF_INET6 : AF_INET) else {
      // A name without an address of the one kind may have some of the other.
      let hasIPv6 = !isIPv6 && (try? Self.first(name, port, AF_INET6)) != nil
      throw hasIPv6 ? .onlyIPv6 : .unknown
    }
    self = found
  }

  private init(address: [UInt8], family: Int32, text: String) {
    self.address = address
    self.family = family
    self.text = text
  }

  private static func first(
    _ name: String, _ port: String, _ family: Int32
  ) throws(Failure) -> HostLookup? {
    var hints = addrinfo()
    hints.ai_family = family
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(name, port, &hints, &list)
    guard status == 0, let entry = list?.pointee else {
      if status == EAI_AGAIN || status == EAI_SYSTEM || status == EAI_FAIL { throw .serversSilent }
      return nil
    }
    defer { freeaddrinfo(list) }
    guard let address = entry.ai_addr else { return nil }
    var text = [CChar](repeating: 0, count: 256)
    let isText =
      getnameinfo(
        address, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
    return HostLookup(
      address: Array(UnsafeRawBufferPointer(start: address, count: Int(entry.ai_addrlen))),
      family: entry.ai_family,
      text: isText
        ? String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        : name)
  }
}
