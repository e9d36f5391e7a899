import CommandLineInterface
import Foundation
import LinearAlgebra

@main
enum Main {
  static func main() {
    // Before any call: parallel work is over series, and the answer must not
    // depend on how many threads OpenBLAS would take.
    BLASThreads.set(1)
    signal(SIGPIPE, SIG_IGN)
    do {
      switch try Tool.command.parse(Array(CommandLine.arguments.dropFirst())) {
      case .help(let command, let path): Terminal.out(command.helpText(path: path))
      case .version: Terminal.out("apportion \(Tool.version)\n")
      case .run(let command, let arguments): try command.run(arguments)
      }
    } catch {
      let failure = Failure(error)
      Terminal.err("apportion: \(failure.message)\n")
      exit(failure.code.rawValue)
    }
  }
}
