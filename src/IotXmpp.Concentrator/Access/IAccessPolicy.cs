namespace IotXmpp.Concentrator.Access;

/// <summary>Who may do what. The rules of a provisioning server (XEP-0324) become another policy.</summary>
internal interface IAccessPolicy
{
    /// <summary>Decides. A policy that cannot find out denies.</summary>
    ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct);
}
