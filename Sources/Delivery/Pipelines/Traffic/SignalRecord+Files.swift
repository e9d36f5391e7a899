import Briefings
import Provenance
import Tables
import Traffic

extension SignalRecord {
  static let plans = "plans.csv"
  static let additional = "plans.add.xml"
  static let timing = "timing.csv"
  static let movementsFile = "movements.csv"
  static let comparisonFile = "comparison.csv"
  static let checks = "checks.csv"
  static let dayPlans = "day-plans.csv"
  static let switching = "switching.csv"

  func files(_ facts: SignalFacts) -> RunFiles {
    var files = RunFiles()
    files[Self.plans] = Array(written(optimum.plan).csv.utf8)
    files[Self.additional] = Array(
      written(optimum.plan).additionalFile(programID: "apportion").utf8)
    files[Self.timing] = timingRows(facts)
    files[Self.movementsFile] = movementRows(facts)
    files[Self.comparisonFile] = comparisonRows
    files[Self.checks] = checkRows
    if let day {
      files[Self.dayPlans] = Array(day.csv(without: inputs.crossing).utf8)
      files[Self.switching] = switchingRows(facts)
    }
    return files
  }

  /// A plan without the signals for which no times are written.
  private func written(_ plan: SignalPlan) -> SignalPlan {
    SignalPlan(programs: plan.programs.filter { !inputs.crossing.contains($0.id) })
  }

  /// Splits as controllers are loaded with: a row a stage shown.
  private func timingRows(_ facts: SignalFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "tls_id", "cycle_s", "offset_s", "offset_reference", "phase", "split_s", "green_s",
      "yellow_s", "all_red_s", "minimum_green_s", "green_links", "yielding_links",
    ])
    for (k, program) in optimum.plan.programs.enumerated() {
      guard !inputs.crossing.contains(program.id), let staged = StagedProgram(program) else {
        continue
      }
      let greens = facts.signals[k].after.greens
      // Phases keep the numbers of the plan in use where a stage is left out.
      let shown = greens.indices.filter { greens[$0] > 0 }
      for (position, stage) in staged.stages.enumerated() {
        let yellow = stage.clearance.filter { $0.state.contains(0x79) || $0.state.contains(0x59) }
          .reduce(0) { $0 + $1.duration }
        let clearance = stage.clearance.reduce(0) { $0 + $1.duration }
        let number = position < shown.count ? shown[position] : position
        let minimums = facts.signals[k].minimums
        writer.text(program.id)
        writer.number(program.cycle)
        writer.number(staged.offset)
        writer.text("start of green of the first phase listed")
        writer.integer(number + 1)
        writer.number(stage.green + clearance)
        writer.number(stage.green)
        writer.number(yellow)
        writer.number(clearance - yellow)
        writer.number(
          max(number < minimums.count ? minimums[number] : 0, request.minimumGreen))
        for letter: UInt8 in [0x47, 0x67] {
          writer.text(
            stage.state.indices.filter { stage.state[$0] == letter }.map(String.init)
              .joined(separator: " "))
        }
        writer.endRow()
      }
    }
    return writer.bytes
  }

  private func movementRows(_ facts: SignalFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "tls_id", "from", "to", "turn", "flow_veh_h", "side_street", "vc_before", "vc_after",
      "control_delay_before_s", "control_delay_after_s", "los_before", "los_after",
      "simulated_delay_before_s", "simulated_delay_after_s", "change_s", "change_lo-95",
      "change_hi-95",
    ])
    for movement in facts.movements {
      func number(_ value: Double?) {
        if let value, value.isFinite { writer.number(rounded3(value)) } else { writer.missing() }
      }
      writer.text(movement.signal)
      writer.text(movement.from)
      writer.text(movement.to)
      writer.text(movement.turn)
      number(movement.flow)
      writer.text(movement.isSideStreet ? "yes" : "no")
      number(movement.ratioBefore)
      number(movement.ratioAfter)
      number(movement.controlBefore)
      number(movement.controlAfter)
      writer.text(movement.gradeBefore)
      writer.text(movement.gradeAfter)
      number(movement.simulatedBefore)
      number(movement.simulatedAfter)
      number(movement.change?.value)
      number(movement.change?.low)
      number(movement.change?.high)
      writer.endRow()
    }
    return writer.bytes
  }

  private func switchingRows(_ facts: SignalFacts) -> [UInt8] {
    var writer = CSVWriter(header: [
      "plan", "from_s", "to_s", "period", "delay_one_plan_s", "delay_s", "keeps_one_plan",
    ])
    for stretch in facts.stretches {
      writer.integer(stretch.plan)
      writer.number(stretch.from)
      writer.number(stretch.to)
      writer.text(stretch.period)
      writer.number(rounded3(stretch.delayOfOnePlan))
      writer.number(rounded3(stretch.delay))
      writer.text(stretch.keepsOnePlan ? "yes" : "no")
      writer.endRow()
    }
    return writer.bytes
  }

  private var comparisonRows: [UInt8] {
    var writer = CSVWriter(header: [
      "demand", "seed", "vehicles", "delay_before_s", "delay_after_s", "saved_s",
      "unfinished_before", "unfinished_after",
    ])
    for run in comparison.runs {
      writer.integer(run.sample + 1)
      writer.integer(run.seed)
      writer.integer(run.before.vehicles)
      writer.number(rounded3(run.before.delay))
      writer.number(rounded3(run.after.delay))
      writer.number(rounded3(run.saved))
      writer.integer(run.before.unfinished)
      writer.integer(run.after.unfinished)
      writer.endRow()
    }
    return writer.bytes
  }

  private var checkRows: [UInt8] {
    var writer = CSVWriter(header: ["plan", "tls_id", "phase", "fault", "sentence"])
    let after = PlanCheck.faults(of: written(optimum.plan), on: inputs.network)
    for (name, faults) in [("in use", inputs.faults), ("new", after)] {
      for fault in faults {
        writer.text(name)
        writer.text(fault.signal)
        writer.integer(fault.phase)
        writer.text(SignalWords.name(fault.fault))
        writer.text(SignalWords.sentence(fault))
        writer.endRow()
      }
    }
    return writer.bytes
  }
}
