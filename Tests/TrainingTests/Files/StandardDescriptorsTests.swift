import Foundation
import TestSupport
import Testing

@testable import Files

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite("Descriptors that a process began without", .blocking)
struct StandardDescriptorsTests {
  @Test("are occupied, in any combination, so that no file gets their numbers", arguments: 0..<8)
  func occupied(closed: Int) async {
    await #expect(processExitsWith: .exitCode(7)) { [closed] in
      let numbers = (0..<Int32(3)).filter { closed & 1 << Int($0) != 0 }
      for number in numbers { close(number) }
      StandardDescriptors.occupy()
      let next = open("/", O_RDONLY)
      let isRight =
        next > 2
        && (0..<Int32(3)).allSatisfy {
          fcntl($0, F_GETFD) == 0 && StandardDescriptors.wasClosed($0) == numbers.contains($0)
        }
      _exit(isRight ? 7 : 1)
    }
  }
}
