public import CommandLineInterface

/// Why a step could not give an answer, and what to do.
public struct PipelineError: Error, Equatable, CustomStringConvertible {
  public let exitCode: ExitCode
  public let description: String

  public init(_ exitCode: ExitCode, _ description: String) {
    self.exitCode = exitCode
    self.description = description
  }
}
