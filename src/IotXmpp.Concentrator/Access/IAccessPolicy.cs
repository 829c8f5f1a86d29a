namespace IotXmpp.Concentrator.Access;

/// <summary>Who may do what.</summary>
internal interface IAccessPolicy
{
    /// <summary>Decides. A policy that cannot find out denies. What was granted for one request is used up by an allowing answer.</summary>
    ValueTask<AccessDecision> DecideAsync(AccessRequest request, CancellationToken ct);

    /// <summary>What is left by now of an earlier decision; never more than it gave. Uses nothing up; a provisioning server is asked again only after it has cleared its answer.</summary>
    ValueTask<AccessDecision> RenewAsync(AccessDecision earlier, CancellationToken ct);
}
