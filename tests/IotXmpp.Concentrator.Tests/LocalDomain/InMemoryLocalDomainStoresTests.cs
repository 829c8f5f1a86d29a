using IotXmpp.Concentrator.Upstream.LocalDomain;

namespace IotXmpp.Concentrator.Tests.LocalDomain;

public sealed class InMemoryLocalDomainStoresTests : LocalDomainStoresConformance
{
    protected override ValueTask<LocalDomainStores> OpenAsync() => new(new InMemoryLocalDomainStores().All);
}
