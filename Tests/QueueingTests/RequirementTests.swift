import Foundation
import Statistics
import TestSupport
import XCTest

@testable import Queueing

final class RequirementTests: XCTestCase {
  /// The search against trying every number from 0 up.
  func testTheSearchFindsTheSmallest() throws {
    let targets = [
      ServiceTarget.answer(share: 0.8, within: 20),
      .answer(share: 0.95, within: 0, counting: .offeredWait),
      .answer(share: 0.6, within: 60, counting: .excludingShortAbandons),
      .answer(share: 0.9, within: 10, counting: .answeredOrAbandoned),
      ServiceTarget(maximumMeanWait: 15), ServiceTarget(maximumOccupancy: 0.8),
      ServiceTarget(maximumOccupancy: 1),
      ServiceTarget(
        answer: .init(share: 0.7, seconds: 30), maximumMeanWait: 40, maximumOccupancy: 0.9),
    ]
    for patience in [nil, 30, 400] as [Double?] {
      let queue = try ContactQueue(meanHandleTime: 210, meanPatience: patience)
      var cases = targets
      if patience != nil {
        cases += [
          ServiceTarget(maximumAbandonment: 0.03), ServiceTarget(maximumAbandonment: 0.5),
          ServiceTarget(maximumAbandonment: 1),
        ]
      }
      for target in cases {
        for rate in [0.0, 0.01, 3, 80, 700] {
          let expected =
            rate == 0
            ? 0
            : try (0...200).first {
              let s = try queue.service(
                agents: $0, arrivalRatePerHour: rate, answer: target.answer)
              return s.meanWait < .infinity && target.isMet(by: s)
            }
          XCTAssertEqual(
            try queue.agentsRequired(arrivalRatePerHour: rate, target: target), expected,
            "\(target) at \(rate), patience \(patience ?? .nan)")
        }
      }
    }
  }

  func testMoreIsNeverWorse() throws {
    let queue = try ContactQueue(meanHandleTime: 300, meanPatience: 120)
    for convention in ServiceTarget.Convention.allCases {
      let answer = ServiceTarget.AnswerTime(share: 0.8, seconds: 20, convention: convention)
      var last = ServiceMeasures(
        answeredInTime: 0, abandonment: 1, meanWait: .infinity, occupancy: 1)
      for agents in 0...60 {
        let next = try queue.service(agents: agents, arrivalRatePerHour: 360, answer: answer)
        XCTAssertGreaterThanOrEqual(next.answeredInTime, last.answeredInTime - 1e-12)
        XCTAssertLessThanOrEqual(next.abandonment, last.abandonment)
        XCTAssertLessThanOrEqual(next.meanWait, last.meanWait)
        XCTAssertLessThanOrEqual(next.occupancy, last.occupancy + 1e-12)
        last = next
      }
      var agents = 0
      for rate in stride(from: 0.0, through: 3000, by: 75) {
        let next = try queue.agentsRequired(
          arrivalRatePerHour: rate, target: ServiceTarget(answer: answer))
        XCTAssertGreaterThanOrEqual(next, agents)
        agents = next
      }
    }
  }

  /// 100 calls an hour of 6 minutes, patience 5 minutes, 10 agents, 20 seconds: the four
  /// conventions count the same fates.
  func testTheConventionsCountTheSameFates() throws {
    let queue = try ContactQueue(meanHandleTime: 360, meanPatience: 300)
    let model = try ErlangA(
      servers: 10, arrivalRate: 100.0 / 3600, meanServiceTime: 360, meanPatience: 300)
    func share(_ convention: ServiceTarget.Convention) throws -> Double {
      try queue.service(
        agents: 10, arrivalRatePerHour: 100,
        answer: .init(share: 0.8, seconds: 20, convention: convention)
      ).answeredInTime
    }
    let gone = model.probabilityAbandonedWithin(20)
    XCTAssertGreaterThan(gone, 0.01)
    let answered = try share(.answered)
    XCTAssertEqual(try share(.answeredOrAbandoned), answered + gone, accuracy: 1e-14)
    XCTAssertEqual(try share(.excludingShortAbandons), answered / (1 - gone), accuracy: 1e-14)
    XCTAssertGreaterThan(try share(.offeredWait), answered)
    XCTAssertLessThan(try share(.offeredWait), answered + gone)
    // Without an answer time, the share who need not wait.
    XCTAssertEqual(
      try queue.service(agents: 10, arrivalRatePerHour: 100).answeredInTime,
      1 - model.probabilityOfWait)
  }

  func testTargetsThatAreNone() throws {
    let patient = try ContactQueue(meanHandleTime: 180)
    let queue = try ContactQueue(meanHandleTime: 180, meanPatience: 60)
    func error(_ target: ServiceTarget, _ queue: ContactQueue, rate: Double = 100)
      -> QueueingError?
    {
      do throws(QueueingError) {
        _ = try queue.agentsRequired(arrivalRatePerHour: rate, target: target)
        return nil
      } catch {
        return error
      }
    }
    XCTAssertEqual(error(ServiceTarget(), queue), .emptyTarget)
    XCTAssertEqual(
      error(ServiceTarget(maximumAbandonment: 0.1), patient), .abandonmentWithoutPatience)
    let bad: [(ServiceTarget, String)] = [
      (.answer(share: 1, within: 20), "share answered in time"),
      (.answer(share: 0, within: 20), "share answered in time"),
      (.answer(share: 80, within: 20), "share answered in time"),
      (.answer(share: .nan, within: 20), "share answered in time"),
      (.answer(share: 0.8, within: -1), "answer time"),
      (ServiceTarget(maximumAbandonment: 0), "maximum abandonment"),
      (ServiceTarget(maximumMeanWait: 0), "maximum mean wait"),
      (ServiceTarget(maximumOccupancy: 1.2), "maximum occupancy"),
    ]
    for (target, name) in bad {
      guard case .invalidParameter(name, _, _) = error(target, queue) else {
        XCTFail("\(target): \(String(describing: error(target, queue)))")
        continue
      }
    }
    let target = ServiceTarget.answer(share: 0.8, within: 20)
    for rate in [-1, .nan, .infinity] as [Double] {
      XCTAssertNotNil(error(target, queue, rate: rate))
    }
    XCTAssertEqual(
      error(target, queue, rate: 1e9), .unattainable(limit: ContactQueue.agentLimit))
    for (handle, patience) in [(0.0, 60.0), (-5, 60), (.nan, 60), (180, 0), (180, .infinity)] {
      XCTAssertThrowsError(try ContactQueue(meanHandleTime: handle, meanPatience: patience))
    }
    XCTAssertThrowsError(
      try ContactQueue.agentsRequired(
        arrivalRatePerHour: 10, meanHandleTime: -180, patience: nil, target: target)
    ) { XCTAssertEqual("\($0)", "mean handle time is -180.0, it must be above 0 seconds") }
    XCTAssertThrowsError(try queue.service(agents: -1, arrivalRatePerHour: 1))
  }

  func testTenThousandAgents() throws {
    let queue = try ContactQueue(meanHandleTime: 360, meanPatience: 180)
    let agents = try queue.agentsRequired(
      arrivalRatePerHour: 100_000, target: .answer(share: 0.8, within: 20))
    let answer = ServiceTarget.AnswerTime(share: 0.8, seconds: 20)
    func share(_ agents: Int) throws -> Double {
      try queue.service(agents: agents, arrivalRatePerHour: 100_000, answer: answer)
        .answeredInTime
    }
    XCTAssertGreaterThanOrEqual(try share(agents), 0.8)
    XCTAssertLessThan(try share(agents - 1), 0.8)
    // The load is 10,000: at this size a few minutes' patience carries the shortfall.
    XCTAssert((9000..<10_000).contains(agents), "\(agents)")
  }

  func testShrinkage() throws {
    let shrinkage = try Shrinkage(0.3)
    XCTAssertEqual(shrinkage.rostered(agents: 70), 100)
    XCTAssertEqual(shrinkage.rostered(agents: 71), 102)
    XCTAssertEqual(shrinkage.rostered(agents: 0), 0)
    XCTAssertEqual(try Shrinkage(0).rostered(agents: 17), 17)
    for share in stride(from: 0.0, to: 0.99, by: 0.07) {
      let s = try Shrinkage(share)
      for agents in 1...200 {
        let rostered = s.rostered(agents: agents)
        XCTAssertGreaterThan(s.present(rostered: rostered) + 1e-6, Double(agents))
        XCTAssertLessThan(s.present(rostered: rostered - 1), Double(agents))
      }
    }
    assertClose(try Shrinkage(successive: [0.1, 0.2]).share, 0.28, relative: 1e-14)
    XCTAssertThrowsError(try Shrinkage(1))
    XCTAssertThrowsError(try Shrinkage(-0.1))
    XCTAssertThrowsError(try Shrinkage(successive: [0.1, .nan]))
  }
}
