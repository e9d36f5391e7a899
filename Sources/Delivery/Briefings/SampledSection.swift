import CivilTime
import Reports

/// How sure is each day as a whole?
enum SampledSection {
  static func section(
    facts: RunFacts, plan: PlanFacts, sampled: SampledPlanFacts
  ) -> Report.Section {
    var blocks: [Block] = []
    let several = Set(sampled.days.map(\.unit)).count > 1
    func label(_ text: String, _ unit: String) -> String {
      let day = CivilDate(iso8601: text).map { PlainWords.shortDate($0) } ?? text
      return several ? "\(day), \(unit)" : day
    }
    if sampled.days.count > 1,
      let weakest = sampled.days.min(by: { $0.chance < $1.chance }), sampled.days.count <= 31
    {
      blocks.append(
        .chart(
          Chart(
            id: "days-on-target",
            takeaway:
              "The least sure day is \(label(weakest.date, weakest.unit)): the promise is kept on \(PlainWords.percent(weakest.chance)) of such days.",
            reading: "Of \(sampled.courses) courses that the day may take by the forecast.",
            dataCaption: "Share of courses on which the day keeps the promise",
            .bars(
              BarChart(
                bars: sampled.days.map {
                  BarChart.Bar(label($0.date, $0.unit), values: [$0.chance])
                }, itemName: "Day", unit: "share of such days on target", format: .percent(0),
                order: .given, reference: ReferenceLine(plan.confidence, name: "wanted"))))))
    }
    blocks.append(
      .table(
        ReportTable(
          caption: "The days, and how sure they are",
          columns: [
            .text("Day"), .number("Contacts", format: .fixed(0)),
            .number("Days on target", format: .percent(0)),
            .number("Served as promised", format: .percent(1)),
            .number("8 times in 10", format: .percent(0)),
            .number("Price of a missed contact", format: .money(plan.currency)),
          ],
          rows: sampled.days.map {
            ReportTable.Row([
              .text(label($0.date, $0.unit)), .number($0.contacts), .number($0.chance),
              .number($0.service), .interval($0.low, $0.high), .number($0.missedPrice),
            ])
          },
          note:
            "The price of a missed contact is what the plan pays to have one more served as promised; below it a person is worth less than the wage.",
          fileName: "days-on-target")))
    if let mean = sampled.meanPlan {
      blocks.append(.table(comparison(plan, sampled, mean)))
    }
    if !sampled.gains.isEmpty { blocks.append(.table(gains(facts, plan, sampled))) }
    blocks.append(
      .note(
        sampled.isJoint
          ? "A day's courses are the forecast's own sample paths, less the chance in the counts: a busy morning goes with a busy afternoon as far as the past says so."
          : "No sample paths lie beside the forecast, so that each course of a day is quiet or busy throughout. Forecast with \(code: "--paths") to see days as they are."
      ))
    return Report.Section(
      id: "certainty", heading: "How sure is each day?", blocks: blocks)
  }

  private static func comparison(
    _ plan: PlanFacts, _ sampled: SampledPlanFacts, _ mean: SampledPlanFacts.MeanPlan
  ) -> ReportTable {
    ReportTable(
      caption: "Beside planning for the mean, with the same shifts",
      columns: [
        .text("Plan"), .number("Cost", format: .money(plan.currency)),
        .number("Paid hours", format: .fixed(0)),
        .number("Days on target", format: .percent(0)),
        .number("Served as promised", format: .percent(1)),
      ],
      rows: [
        ReportTable.Row(
          [
            .text("For what the forecast leaves open"), .number(plan.objective),
            .number(plan.paidHours), .number(sampled.meanChance), .number(sampled.meanService),
          ], isEmphasized: true),
        ReportTable.Row([
          .text("For the mean, interval by interval"), .number(mean.cost),
          .number(mean.paidHours), .number(mean.chance), .number(mean.service),
        ]),
      ], fileName: "beside-the-mean")
  }

  private static func gains(
    _ facts: RunFacts, _ plan: PlanFacts, _ sampled: SampledPlanFacts
  ) -> ReportTable {
    let several = Set(sampled.days.map(\.unit)).count > 1
    return ReportTable(
      caption: "Where one more person would do most",
      columns: [
        .text("From"), .number("People planned"),
        .number("Contacts more served as promised", format: .fixed(2)),
        .number("Worth", format: .money(plan.currency)),
      ],
      rows: sampled.gains.prefix(10).map { gain in
        let time = IntervalLabel(gain.start)?.wallTime.map { PlainWords.time($0) } ?? gain.start
        return ReportTable.Row([
          .text(several ? "\(time), \(gain.unit)" : time), .number(Double(gain.people)),
          .number(gain.contacts), .number(gain.worth),
        ])
      },
      note:
        "One more person for that \(facts.data.step) alone, on average over the courses.",
      fileName: "one-more-person")
  }
}
