using System.Text.Json;

namespace IotXmpp.Concentrator.Service.Bridges.AzureIotHub;

/// <summary>What the provisioning service has said, over restarts: it is asked once for each device, and again when its hub does not want it any more. No secrets.</summary>
internal sealed class AssignedHubs
{
    private readonly string _path;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AssignedHub> _hubs;

    /// <summary>Reads the file; what cannot be read is asked for again.</summary>
    /// <param name="path">The file.</param>
    public AssignedHubs(string path)
    {
        _path = path;
        try
        {
            _hubs = File.Exists(path) ? JsonSerializer.Deserialize<Dictionary<string, AssignedHub>>(File.ReadAllBytes(path)) ?? [] : [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _hubs = [];
        }
    }

    /// <summary>The hub of a device; null if it is not known.</summary>
    public AssignedHub? Find(string registration)
    {
        lock (_lock)
            return _hubs.GetValueOrDefault(registration);
    }

    /// <summary>Keeps, or with null forgets, the hub of a device.</summary>
    public void Set(string registration, AssignedHub? hub)
    {
        lock (_lock)
        {
            if (hub is null)
                _hubs.Remove(registration);
            else
                _hubs[registration] = hub;
            string next = _path + ".new";
            File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(_hubs));
            File.Move(next, _path, overwrite: true);
        }
    }
}
