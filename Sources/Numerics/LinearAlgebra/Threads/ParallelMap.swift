import Dispatch
import Synchronization

/// Work spread over a fixed number of threads, with results in index order.
///
/// The work of one index must depend on that index alone: then the answer is
/// the same, to the bit, for any `threads`. OpenBLAS must be held at one thread
/// (`BLASThreads.set(1)`), or the two compete for the same cores.
///
/// - Parameters:
///   - count: how many indices, from zero.
///   - threads: how many may run at once; 1 runs everything on the caller.
///   - body: the work of one index.
/// - Returns: `count` results; result k came from `body(k)`.
public func parallelMap<Result: Sendable>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  let workers = min(threads, count)
  guard workers > 1 else { return (0..<count).map(body) }
  return [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
    nonisolated(unsafe) let slots = buffer
    // Hands out 0, 1, …, count − 1, each once, to whichever thread asks next.
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        slots.initializeElement(at: index, to: body(index))
      }
    }
    initialized = count
  }
}

/// `parallelMap` for work that can fail: every index is still worked through,
/// and the error thrown is that of the lowest index that failed, whatever order
/// the threads took.
public func parallelTryMap<Result: Sendable, Failure: Error>(
  _ count: Int, threads: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let outcomes = parallelMap(count, threads: threads) { index -> Swift.Result<Result, Failure> in
    do throws(Failure) {
      return .success(try body(index))
    } catch {
      return .failure(error)
    }
  }
  var results: [Result] = []
  results.reserveCapacity(count)
  for outcome in outcomes { results.append(try outcome.get()) }
  return results
}
