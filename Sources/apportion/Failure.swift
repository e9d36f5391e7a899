import CommandLineInterface
import Pipelines
import Tables

/// What ends the program: a message and an exit code.
struct Failure: Error {
  let code: ExitCode
  let message: String

  init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }

  /// Any error of the house, as people and scripts meet it.
  init(_ error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let usage as UsageError: self.init(.usage, usage.description)
    case let table as TableError:
      self.init(ExitCode(rawValue: table.exitCode) ?? .software, table.description)
    case let recipe as RecipeError: self.init(.data, recipe.description)
    case let pipeline as PipelineError: self.init(pipeline.exitCode, pipeline.description)
    default: self.init(.software, "an unexpected fault: \(error)")
    }
  }
}
