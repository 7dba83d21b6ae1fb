import Foundation
import Synchronization

/// Ends the processes that tests started when the process of the tests dies, however it dies: a
/// command that waits for workers would go on for ever.
///
/// It is a shell that hears from this process through a pipe, whose end it hears as well.
enum ProcessGuardian {
  private static let script = """
    trap "" INT TERM HUP
    running=" "
    while read -r sign process; do
      case $sign in
        +) running="$running$process " ;;
        -) running="${running%% $process *} ${running#* $process }" ;;
      esac
    done
    for process in $running; do kill -KILL "$process" 2>/dev/null; done
    """

  /// The pipe; nil where there is no shell.
  private static let pipe: Mutex<FileHandle?> = {
    let pipe = Pipe()
    // What another process inherited would keep the pipe from ending.
    for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", script]
    shell.standardInput = pipe.fileHandleForReading
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    guard (try? shell.run()) != nil else { return Mutex(nil) }
    return Mutex(pipe.fileHandleForWriting)
  }()

  /// Has a process end with this one.
  static func watch(_ processID: Int32) { tell("+ \(processID)\n") }

  /// Forgets a process, which has ended.
  static func forget(_ processID: Int32) { tell("- \(processID)\n") }

  private static func tell(_ line: String) {
    pipe.withLock { try? $0?.write(contentsOf: Data(line.utf8)) }
  }
}
