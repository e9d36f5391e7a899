import CommandLineInterface
import Foundation
import Optimization
import Tables

/// Solves a linear or mixed-integer program from a file, so that plans made here can be
/// checked elsewhere and programs made elsewhere can be solved here.
public struct SolvePipeline: Sendable {
  /// CPU seconds after which the best plan so far is the answer; nil for no limit.
  public var timeLimit: Double?
  /// A plan within this share of the bound is good enough.
  public var relativeGap: Double
  /// Whether to find between which costs and limits the plan and its prices hold.
  public var findsRanges: Bool

  public init(timeLimit: Double? = nil, relativeGap: Double = 1e-9, findsRanges: Bool = false) {
    self.timeLimit = timeLimit
    self.relativeGap = relativeGap
    self.findsRanges = findsRanges
  }

  /// - Parameter path: an MPS file (fixed or free) or an LP file, by its ending; either
  ///   may be compressed (`.gz`).
  public func solve(_ path: String) throws -> SolveAnswer {
    let file = try ProgramFile(path)
    let started = clock()
    let stop: (@Sendable () -> Bool)? = timeLimit.map { seconds in
      let budget = Double(CLOCKS_PER_SEC) * seconds
      return { Double(clock() - started) > budget }
    }
    let limits = SolverLimits(relativeGap: relativeGap, shouldStop: stop)
    let solution = minimizeByStructure(file.problem, limits: limits)
    var answer = SolveAnswer(file: file, solution: solution)
    if findsRanges { answer.ranges = SensitivityRanges(file.problem, solution) }
    if solution.status == .infeasible {
      answer.conflict = file.problem.irreducibleConflict(limits: limits)
      answer.relaxation = file.problem.cheapestRelaxation(limits: limits)
    }
    answer.cpuSeconds = Double(clock() - started) / Double(CLOCKS_PER_SEC)
    return answer
  }

  /// Reads a program and gives it in the format that the ending of `target` names.
  public static func converted(_ path: String, to target: String) throws -> String {
    try ProgramFile(path).text(for: target)
  }
}

/// A program read from a file, with the format it came in.
struct ProgramFile {
  enum Format: String {
    case mps, lp

    /// By the ending of a path, compressed or not.
    init?(path: String) {
      var words = path.lowercased().split(separator: ".").map(String.init)
      if words.last == "gz" { words.removeLast() }
      self.init(rawValue: words.last ?? "")
    }
  }

  let path: String
  let problem: Problem

  init(_ path: String) throws {
    guard let format = Format(path: path) else {
      throw PipelineError(
        .usage, "\(path): the ending says neither mps nor lp. Rename it to what it holds.")
    }
    self.path = path
    let text = String(decoding: try WholeFile.readDecompressed(path), as: UTF8.self)
    do {
      switch format {
      case .mps: problem = try MPSReader.read(text)
      case .lp: problem = try LPReader.read(text)
      }
    } catch let failure as MPSReader.Failure {
      throw PipelineError(.data, "\(path):\(failure.line): \(Self.words(for: failure.reason))")
    } catch let failure as LPReader.Failure {
      throw PipelineError(.data, "\(path):\(failure.line): \(Self.words(for: failure.reason))")
    }
  }

  func text(for target: String) throws -> String {
    switch Format(path: target) {
    case .mps?: return MPSWriter.write(problem)
    case .lp?: return LPWriter.write(problem)
    case nil:
      throw PipelineError(
        .usage, "\(target): the ending says neither .mps nor .lp, so there is no format to write.")
    }
  }

  private static func words(for reason: MPSReader.Failure.Reason) -> String {
    switch reason {
    case .unknownSection: "a section there is none of in MPS files (or one not supported)"
    case .unknownRow: "a row that ROWS does not list"
    case .unknownColumn: "a column that COLUMNS does not list"
    case .unknownRowType: "a row type other than N, L, G and E"
    case .unknownBoundType: "a bound type other than UP, LO, FX, FR, MI, PL, BV, UI and LI"
    case .notANumber: "not a number"
    case .missingField: "a field is missing, or the file ends before ENDATA"
    case .duplicateRow: "a row of this name was there before"
    case .unknownSense: "OBJSENSE is neither MAX nor MIN"
    }
  }

  private static func words(for reason: LPReader.Failure.Reason) -> String {
    switch reason {
    case .noObjective: "an LP file starts with minimize or maximize"
    case .unexpectedWord: "this has no place here"
    case .missingRelation: "a constraint or bound needs <=, = or >="
    case .missingNumber: "a number or a variable is missing"
    case .unknownVariable: "no constraint or objective has a variable of this name"
    case .quadratic: "only linear terms are understood"
    case .unsupportedSection: "semi-continuous variables and special ordered sets are not supported"
    case .notANumber: "not a number"
    }
  }
}
