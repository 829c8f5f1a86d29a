namespace IotXmpp.Concentrator.Access;

/// <summary>The default: the owner may do everything, nobody else anything.</summary>
internal sealed class OwnerOnlyPolicy : IAccessPolicy
{
    public ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct) =>
        new(request.Requester.Bare == request.Device.Owner?.Bare ? AccessDecision.Allow : AccessDecision.Deny);
}
