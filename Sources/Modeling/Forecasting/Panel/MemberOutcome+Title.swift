extension MemberOutcome {
  /// What the member is, in a few words for people; nil when only its name is known.
  public var title: String? {
    ForecasterRegistry.named(name)?.title ?? PooledMembers.title(name)
  }
}
