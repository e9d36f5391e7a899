import Foundation
import Optimization

/// The linear programs of NETLIB, or any folder of MPS files: objective, what the
/// independent checker finds, and CPU seconds beside HiGHS and CLP in the same run.
///
/// A `best_known.csv` in the folder (instance, optimum) gives the values to compare with;
/// those of the netlib readme have about eleven digits, and some are off, so the proof is
/// the dual objective, which the checker sums in twice the working precision.
enum NetlibStudy {
  static func run(directory: String?, emit: (String) -> Void) {
    guard let directory else {
      emit(#"{"study":"netlib","error":"needs --data with MPS files"}"#)
      return
    }
    let folder = URL(filePath: directory)
    let known = bestKnown(folder)
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [])
      .filter { $0.hasSuffix(".mps") }.sorted()
    let peers = LinearProgramPeers()
    var ratios: [String: [Double]] = [:]
    for file in files {
      let name = String(file.dropLast(4))
      let path = folder.appending(path: file).path
      guard let text = try? String(contentsOfFile: path, encoding: .utf8),
        let problem = try? MPSReader.read(text)
      else {
        emit(#"{"study":"netlib","case":"\#(name)","error":"cannot be read"}"#)
        continue
      }
      var solution = Solution(status: .undecided)
      // Small programs take less than the clock can see: the least of several runs.
      let first = Stopwatch.least(of: 1) { solution = minimize(problem) }
      let seconds = min(
        first, Stopwatch.least(of: first < 0.5 ? 4 : 1) { solution = minimize(problem) })
      let check = OptimalityCheck(solution, of: problem)
      let scale = max(1, abs(check.objective))
      var more: [String: Double] = [
        "optimal": solution.status == .optimal ? 1 : 0,
        "bound": check.dualObjective,
        "duality_gap": abs(check.objective - check.dualObjective) / scale,
        "constraint_violation": check.constraintViolation,
        "bound_violation": check.boundViolation,
        "stationarity_violation": check.stationarityViolation,
        "dual_sign_violation": check.dualSignViolation,
        "complementarity_violation": check.complementarityViolation / scale,
        "iterations": Double(solution.iterations), "cpu_seconds": seconds,
      ]
      if let value = known[name] {
        more["best_known"] = value
        more["error"] = abs(check.objective - value) / max(1, abs(value))
      }
      for result in peers.solve(path) {
        more["\(result.solver)_objective"] = result.objective
        more["\(result.solver)_cpu_seconds"] = result.seconds
        more["\(result.solver)_iterations"] = result.iterations
        more["time_ratio_to_\(result.solver)"] = seconds / result.seconds
        ratios[result.solver, default: []].append(seconds / result.seconds)
      }
      emit(
        Measurement.line(
          study: "netlib", case: name, measure: "objective", value: check.objective, more: more))
    }
    for solver in ratios.keys.sorted() {
      let values = ratios[solver] ?? []
      let mean = exp(values.reduce(0) { $0 + log($1) } / Double(max(1, values.count)))
      emit(
        Measurement.line(
          study: "netlib", case: "all", measure: "geometric_mean_time_ratio_to_\(solver)",
          value: mean, more: ["cases": Double(values.count)]))
    }
  }

  private static func bestKnown(_ folder: URL) -> [String: Double] {
    guard
      let text = try? String(
        contentsOf: folder.appending(path: "best_known.csv"), encoding: .utf8)
    else { return [:] }
    var result: [String: Double] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let fields = line.split(separator: ",")
      if fields.count >= 2, let value = Double(fields[1]) { result[String(fields[0])] = value }
    }
    return result
  }
}

/// HiGHS and CLP, each on one thread in a process that stays open from case to case; left
/// out where they are not installed. Times are CPU seconds of the solve alone, reading
/// excluded, the least of five runs.
final class LinearProgramPeers {
  struct Result: Decodable {
    var solver: String
    var objective, seconds, iterations: Double
  }

  private static let script = """
    import ctypes, json, sys, time
    try:
        import highspy
    except ImportError:
        highspy = None
    try:
        clp = ctypes.CDLL("libClp.so.1")
        clp.Clp_newModel.restype = ctypes.c_void_p
        clp.Clp_objectiveValue.restype = ctypes.c_double
    except OSError:
        clp = None
    def by_highs(path):
        h = highspy.Highs()
        h.setOptionValue("output_flag", False)
        h.setOptionValue("threads", 1)
        h.readModel(path)
        start = time.process_time()
        h.run()
        used = time.process_time() - start
        info = h.getInfo()
        return info.objective_function_value, used, info.simplex_iteration_count
    def by_clp(path):
        m = ctypes.c_void_p(clp.Clp_newModel())
        clp.Clp_setLogLevel(m, 0)
        clp.Clp_readMps(m, path.encode(), 0, 0)
        start = time.process_time()
        clp.Clp_initialSolve(m)
        used = time.process_time() - start
        result = clp.Clp_objectiveValue(m), used, clp.Clp_numberIterations(m)
        clp.Clp_deleteModel(m)
        return result
    for line in sys.stdin:
        path = line.rstrip("\\n")
        results = []
        for name, there, solve in [("highs", highspy, by_highs), ("clp", clp, by_clp)]:
            if there is None:
                continue
            runs = [solve(path)]
            while len(runs) < 5 and runs[0][1] < 0.5:
                runs.append(solve(path))
            best = min(runs, key=lambda r: r[1])
            results.append({"solver": name, "objective": best[0], "seconds": best[1],
                            "iterations": best[2]})
        print(json.dumps(results), flush=True)
    """

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var isRunning = false

  init() {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    isRunning = (try? process.run()) != nil
  }

  deinit {
    guard isRunning else { return }
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  func solve(_ path: String) -> [Result] {
    guard isRunning, process.isRunning else { return [] }
    guard (try? input.fileHandleForWriting.write(contentsOf: Data((path + "\n").utf8))) != nil
    else { return [] }
    var line = Data()
    while let byte = try? output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty {
      if byte[byte.startIndex] == UInt8(ascii: "\n") { break }
      line += byte
    }
    return (try? JSONDecoder().decode([Result].self, from: line)) ?? []
  }
}
