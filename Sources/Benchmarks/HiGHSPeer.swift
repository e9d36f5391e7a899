import Foundation
import Optimization

/// HiGHS on the same program, where `python3` can import `highspy`, and CBC where asked for
/// and installed: one thread, stopped by CPU seconds, not by the clock.
enum HiGHSPeer {
  struct Result: Decodable {
    var value: Double?
    var bound: Double?
    var seconds: Double
    var cbc: CBC?
  }

  /// What the command `cbc` says of itself; the seconds leave the reading of the file out.
  struct CBC: Decodable {
    var value: Double?
    var bound: Double?
    var seconds: Double
  }

  private static let script = """
    import json, os, re, subprocess, sys, tempfile, time
    try:
        import highspy
        import numpy as np
    except ImportError:
        sys.exit(3)
    p = json.load(sys.stdin)
    inf = highspy.kHighsInf
    def limits(values, missing):
        return np.array([missing if v is None else v for v in values], dtype=float)
    lp = highspy.HighsLp()
    lp.num_col_ = len(p["cost"])
    lp.num_row_ = len(p["rowLower"])
    lp.col_cost_ = np.array(p["cost"], dtype=float)
    lp.offset_ = p["constant"]
    lp.col_lower_ = limits(p["lower"], -inf)
    lp.col_upper_ = limits(p["upper"], inf)
    lp.row_lower_ = limits(p["rowLower"], -inf)
    lp.row_upper_ = limits(p["rowUpper"], inf)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.array(p["starts"])
    lp.a_matrix_.index_ = np.array(p["rows"])
    lp.a_matrix_.value_ = np.array(p["values"], dtype=float)
    if any(p["integer"]):
        lp.integrality_ = [
            highspy.HighsVarType.kInteger if v else highspy.HighsVarType.kContinuous
            for v in p["integer"]
        ]
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("threads", 1)
    h.setOptionValue("mip_rel_gap", 0.0)
    h.passModel(lp)
    start = time.process_time()
    def stop(event):
        if time.process_time() - start > p["seconds"]:
            event.interrupt()
    h.cbMipInterrupt.subscribe(stop)
    h.cbSimplexInterrupt.subscribe(stop)
    h.run()
    used = time.process_time() - start
    info = h.getInfo()
    def finite(v):
        return v if abs(v) < 1e29 else None
    bound = info.mip_dual_bound if any(p["integer"]) else info.objective_function_value
    result = {"value": finite(info.objective_function_value), "bound": finite(bound),
              "seconds": used}
    def last(pattern, text):
        found = re.findall(pattern, text)
        return float(found[-1]) if found else None
    if p["cbc"]:
        path = os.path.join(tempfile.mkdtemp(), "model.mps")
        h.writeModel(path)
        try:
            text = subprocess.run(
                ["cbc", path, "-sec", str(p["seconds"]), "-ratio", "0", "-threads", "0", "solve"],
                capture_output=True, text=True).stdout
        except OSError:
            text = ""
        os.remove(path)
        os.rmdir(os.path.dirname(path))
        used = last(r"(?m)^Time \\(CPU seconds\\):\\s+(\\S+)", text)
        if used is not None:
            value = last(r"Objective value:\\s+(\\S+)", text)
            bound = last(r"Lower bound:\\s+(\\S+)", text)
            proved = "Optimal solution found" in text
            result["cbc"] = {"value": value, "bound": value if proved else bound,
                             "seconds": used}
    print(json.dumps(result))
    """

  private struct Input: Encodable {
    var cost, values: [Double]
    var constant, seconds: Double
    var lower, upper, rowLower, rowUpper: [Double?]
    var starts, rows: [Int]
    var integer: [Bool]
    var cbc: Bool
  }

  /// Nil where HiGHS cannot be run.
  static func solve(_ problem: Problem, seconds: Double, withCBC: Bool = false) -> Result? {
    func finite(_ values: [Double]) -> [Double?] { values.map { $0.isFinite ? $0 : nil } }
    var starts = [0]
    var rows: [Int] = []
    var values: [Double] = []
    for column in problem.entriesByVariable() {
      for entry in column {
        rows.append(entry.row)
        values.append(entry.value)
      }
      starts.append(rows.count)
    }
    let input = Input(
      cost: problem.costs, values: values, constant: problem.objectiveConstant, seconds: seconds,
      lower: finite(problem.variableLowers), upper: finite(problem.variableUppers),
      rowLower: finite(problem.constraintLowers), rowUpper: finite(problem.constraintUppers),
      starts: starts, rows: rows, integer: problem.isInteger, cbc: withCBC)
    guard let data = try? JSONEncoder().encode(input) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    let (toChild, fromChild) = (Pipe(), Pipe())
    process.standardInput = toChild
    process.standardOutput = fromChild
    process.standardError = FileHandle.nullDevice
    // A child that ends before it has read all must not end this process.
    signal(SIGPIPE, SIG_IGN)
    guard (try? process.run()) != nil else { return nil }
    try? toChild.fileHandleForWriting.write(contentsOf: data)
    try? toChild.fileHandleForWriting.close()
    let output = fromChild.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try? JSONDecoder().decode(Result.self, from: output)
  }
}
