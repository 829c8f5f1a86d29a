using IotXmpp.Things.Profiles;

namespace IotXmpp.Concentrator.Service.Options;

/// <summary>Reads the types of board of the folder <c>Kinds</c>: the JSON files that <c>iotxmpp board generate</c> writes beside a <c>thing.yaml</c>.</summary>
internal sealed class BoardTypesReader(SettingReader settings)
{
    private const string Name = "Kinds";

    /// <summary>Most files: each is compiled at start, some 100 ms.</summary>
    private const int MaxFiles = 100;

    /// <summary>The built-in types and those of the folder; the built-in ones alone if something is wrong, which is then a problem of the settings.</summary>
    public IReadOnlyList<BoardType> Read()
    {
        string? folder = settings.Text(Name);
        if (folder is null)
            return BoardTypes.All;
        if (!Directory.Exists(folder))
        {
            settings.Problem(Name, $"is '{folder}'", "that is no folder");
            return BoardTypes.All;
        }

        var types = BoardTypes.All.ToList();
        foreach (string file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Take(MaxFiles + 1))
        {
            if (types.Count - BoardTypes.All.Count == MaxFiles)
            {
                settings.Problem(Name, $"has more than {MaxFiles} files", "one for each revision of a type of board is enough");
                break;
            }

            if (Read(file) is not { } type)
                continue;
            if (types.Any(other => other.ConfigurationId.Equals(type.ConfigurationId, StringComparison.OrdinalIgnoreCase)))
                settings.Problem(Name, $"has {Path.GetFileName(file)}, which is {type.ConfigurationId}", "a type of that name and revision is there already");
            else
                types.Add(type);
        }

        return BoardTypes.Sort(types);
    }

    private BoardType? Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return BoardType.Read(stream);
        }
        catch (Exception e) when (e is FormatException or DeviceTypeException or IOException or UnauthorizedAccessException)
        {
            settings.Problem(Name, $"has {Path.GetFileName(file)}, which cannot be used", e.Message);
            return null;
        }
    }
}
