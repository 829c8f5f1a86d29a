namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>Where a device belongs.</summary>
/// <param name="Host">Name of its hub.</param>
/// <param name="DeviceId">Its id there.</param>
internal sealed record AssignedHub(string Host, string DeviceId);
