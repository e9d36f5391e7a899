import Foundation
import Synchronization

/// Threads that stay ready between short pieces of work.
///
/// A piece may last a few microseconds, less than a dispatch to a pool takes: members watch
/// for the next one for a while before they sleep.
final class ThreadTeam: Sendable {
  /// Where one member waits.
  private final class Seat: Sendable {
    let isAsleep = Atomic<Bool>(false)
    let wake = DispatchSemaphore(value: 0)
  }

  /// What members share; they do not keep the team itself alive.
  private final class Board: @unchecked Sendable {
    /// How many pieces of work there have been, whether the last may be joined, and how many
    /// members have.
    let call = Atomic<Int>(0)
    let done = Atomic<Int>(0)
    let isOver = Atomic<Bool>(false)
    /// Written by the leader alone, while no member works.
    var body: (@Sendable (Int) -> Void)?
  }

  /// A team at rest, for the next run: to start threads takes as long as a small network.
  private static let resting = Mutex<ThreadTeam?>(nil)

  let count: Int
  private let seats: [Seat]
  private let board = Board()

  /// - Parameter count: threads, the caller's own among them: 2 to 256.
  init(count: Int) {
    self.count = count
    seats = (1..<count).map { _ in Seat() }
    for (index, seat) in seats.enumerated() {
      let board = board
      let thread = Thread { ThreadTeam.serve(index + 1, seat, board) }
      thread.start()
    }
  }

  /// The team at rest if it has that many threads, or a new one.
  static func borrow(count: Int) -> ThreadTeam {
    let team = resting.withLock { resting -> ThreadTeam? in
      guard let team = resting, team.count == count else { return nil }
      resting = nil
      return team
    }
    return team ?? ThreadTeam(count: count)
  }

  /// Leaves the team, asleep, for another run.
  func giveBack() { ThreadTeam.resting.withLock { $0 = self } }

  deinit {
    board.isOver.store(true, ordering: .sequentiallyConsistent)
    announce()
  }

  private static let open = 1 << 8
  private static let one = 1 << 9

  /// Runs `body` with 0 on the caller's thread, and once on each member that comes before the
  /// caller has done; returns when all are done. The body is to leave no work undone that a
  /// member might have taken: on a busy machine none may come.
  func run(_ body: @Sendable (Int) -> Void) {
    guard !seats.isEmpty else { return body(0) }
    withoutActuallyEscaping(body) { body in
      board.body = body
      board.done.store(0, ordering: .relaxed)
      announce()
      body(0)
      let joined =
        board.call.bitwiseAnd(~ThreadTeam.open, ordering: .acquiringAndReleasing).oldValue
        & (ThreadTeam.open - 1)
      var turns = 0
      while board.done.load(ordering: .acquiring) < joined {
        turns += 1
        if turns % 4096 == 0 { sched_yield() }
      }
      board.body = nil
    }
  }

  private func announce() {
    let number = board.call.load(ordering: .relaxed) / ThreadTeam.one + 1
    board.call.store(number * ThreadTeam.one + ThreadTeam.open, ordering: .sequentiallyConsistent)
    for seat in seats where seat.isAsleep.exchange(false, ordering: .sequentiallyConsistent) {
      seat.wake.signal()
    }
  }

  private static func serve(_ index: Int, _ seat: Seat, _ board: Board) {
    var seen = 0
    while true {
      var turns = 0
      while board.call.load(ordering: .acquiring) / one == seen {
        turns += 1
        guard turns == 1 << 18 else { continue }
        seat.isAsleep.store(true, ordering: .sequentiallyConsistent)
        if board.call.load(ordering: .sequentiallyConsistent) / one == seen
          || !seat.isAsleep.exchange(false, ordering: .sequentiallyConsistent)
        {
          seat.wake.wait()
        }
      }
      if board.isOver.load(ordering: .sequentiallyConsistent) { return }
      var call = board.call.load(ordering: .acquiring)
      var hasJoined = false
      while call & open != 0, !hasJoined {
        (hasJoined, call) = board.call.compareExchange(
          expected: call, desired: call + 1, ordering: .acquiringAndReleasing)
      }
      seen = call / one
      guard hasJoined else { continue }
      work(index, board)
      board.done.wrappingAdd(1, ordering: .acquiringAndReleasing)
    }
  }

  /// A call of its own, so that nothing holds on to the body once the leader may go on.
  @inline(never)
  private static func work(_ index: Int, _ board: Board) { board.body?(index) }
}
