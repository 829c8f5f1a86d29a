using System.Text;

namespace IotXmpp.Surface.Listing;

/// <summary>Reads the API lists of <c>firmware/Surface/api</c>.</summary>
internal static class ApiListParser
{
    /// <summary>Reads every list of a folder, dependencies first.</summary>
    /// <exception cref="InvalidDataException">A line is not understood: the list's format changed, so nothing may be guessed.</exception>
    public static IReadOnlyList<ApiAssembly> ReadFolder(string folder)
    {
        var byName = Directory.GetFiles(folder, "*.txt")
            .Order(StringComparer.Ordinal)
            .Select(path => Parse(File.ReadAllLines(path), path))
            .ToDictionary(assembly => assembly.Name);
        var ordered = new List<ApiAssembly>();
        foreach (var assembly in byName.Values)
        {
            AddAfterDependencies(assembly, byName, ordered);
        }

        return ordered;
    }

    /// <summary>Reads one list.</summary>
    public static ApiAssembly Parse(IReadOnlyList<string> lines, string source)
    {
        string name = "", version = "", package = "", packageVersion = "";
        IReadOnlyList<string> dependencies = [];
        var types = new List<ApiType>();
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i];
            if (line.StartsWith("# assembly: ", StringComparison.Ordinal))
            {
                (name, version) = Cut(line["# assembly: ".Length..], ' ');
            }
            else if (line.StartsWith("# depends on:", StringComparison.Ordinal))
            {
                dependencies = [.. line["# depends on:".Length..]
                    .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                    .Select(dependency => Cut(dependency, ' ').Head)];
            }
            else if (line.StartsWith("# nuget: ", StringComparison.Ordinal))
            {
                string[] words = line["# nuget: ".Length..].Split(' ');
                (package, packageVersion) = (words[0], words[1]);
            }
            else if (line.StartsWith("T: ", StringComparison.Ordinal))
            {
                types.Add(ParseType(line[3..]));
            }
            else if (line.StartsWith("  ", StringComparison.Ordinal) && types.Count > 0)
            {
                types[^1].Members.Add(ParseMember(line[2..], types[^1])
                    ?? throw new InvalidDataException($"{source}({i + 1}): not understood: {line}"));
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                throw new InvalidDataException($"{source}({i + 1}): not understood: {line}");
            }
        }

        return new ApiAssembly(name, version, dependencies, package, ExactVersion(packageVersion, version), types);
    }

    /// <summary>
    /// Packages are numbered as their assemblies but for the last number. Some lists say <c>1.2.x</c> or <c>1.2.862+</c>: those packages come out of one
    /// repository with one number.
    /// </summary>
    private static string ExactVersion(string package, string assembly) =>
        package.Length > 0 && package.All(c => char.IsAsciiDigit(c) || c == '.') ? package : assembly[..assembly.LastIndexOf('.')];

    private static void AddAfterDependencies(ApiAssembly assembly, Dictionary<string, ApiAssembly> byName, List<ApiAssembly> ordered)
    {
        if (ordered.Contains(assembly))
        {
            return;
        }

        foreach (string dependency in assembly.Dependencies)
        {
            AddAfterDependencies(byName[dependency], byName, ordered);
        }

        ordered.Add(assembly);
    }

    private static ApiType ParseType(string line)
    {
        bool obsolete = TakeObsolete(ref line);
        string[] keywords = ["class", "struct", "interface", "enum", "delegate"];
        var modifiers = new List<string>();
        string word;
        for ((word, line) = Cut(line, ' '); !keywords.Contains(word); (word, line) = Cut(line, ' '))
        {
            modifiers.Add(word);
        }

        if (word == "delegate")
        {
            (string returnType, string rest) = Cut(line, ' ');
            int open = rest.IndexOf('(');
            return new ApiType(word, string.Join(' ', modifiers), rest[..open], [], returnType, ParseParameters(rest[(open + 1)..^1]), obsolete);
        }

        int colon = line.IndexOf(" : ", StringComparison.Ordinal);
        string fullName = colon < 0 ? line : line[..colon];
        IReadOnlyList<string> bases = colon < 0 ? [] : line[(colon + 3)..].Split(", ");
        return new ApiType(word, string.Join(' ', modifiers), fullName, bases, "", [], obsolete);
    }

    private static ApiMember? ParseMember(string line, ApiType type)
    {
        bool obsolete = TakeObsolete(ref line);
        if (type.Keyword == "enum")
        {
            (string qualified, string value) = Cut(line, " = ");
            return new ApiMember(ApiKind.EnumConstant, "", "", qualified[(type.FullName.Length + 1)..], [], value, false, false, obsolete);
        }

        ApiKind? kind = line[0] switch
        {
            'F' => ApiKind.Field,
            'C' => ApiKind.Constructor,
            'P' => ApiKind.Property,
            'M' => ApiKind.Method,
            'E' => ApiKind.Event,
            _ => null,
        };
        line = line[2..];
        if (kind == ApiKind.Constructor)
        {
            int at = line.IndexOf(type.FullName + "(", StringComparison.Ordinal);
            return at < 0 ? null : new ApiMember(ApiKind.Constructor, line[..at].Trim(), "", "", ParseParameters(line[(at + type.FullName.Length + 1)..^1]), null, false, false, obsolete);
        }

        int name = line.IndexOf(" " + type.FullName + ".", StringComparison.Ordinal);
        // The member's type may itself start with the declaring type's name: the name is the last match before ( { or =.
        int end = line.IndexOfAny(['(', '{', '=']);
        while (name >= 0 && line.IndexOf(" " + type.FullName + ".", name + 1, StringComparison.Ordinal) is int next && next >= 0 && (end < 0 || next < end))
        {
            name = next;
        }

        if (kind is null || name < 0)
        {
            return null;
        }

        string before = line[..name];
        string after = line[(name + type.FullName.Length + 2)..];
        int lastSpace = before.LastIndexOf(' ');
        string modifiers = before[..lastSpace];
        string memberType = before[(lastSpace + 1)..];
        if (kind == ApiKind.Event)
        {
            return new ApiMember(ApiKind.Event, modifiers.Replace("event", "", StringComparison.Ordinal).Trim(), memberType, after, [], null, false, false, obsolete);
        }

        if (kind == ApiKind.Field)
        {
            (string fieldName, string constant) = Cut(after, " = ");
            return new ApiMember(ApiKind.Field, modifiers, memberType, fieldName, [], constant.Length == 0 ? null : constant, false, false, obsolete);
        }

        if (kind == ApiKind.Property)
        {
            (string propertyName, string accessors) = Cut(after, " { ");
            IReadOnlyList<ApiParameter> index = [];
            if (propertyName.StartsWith("this[", StringComparison.Ordinal))
            {
                index = ParseParameters(propertyName["this[".Length..^1]);
                propertyName = "this";
            }

            return new ApiMember(ApiKind.Property, modifiers, memberType, propertyName, index, null, accessors.Contains("get;"), accessors.Contains("set;"), obsolete);
        }

        int paren = after.IndexOf('(');
        return new ApiMember(ApiKind.Method, modifiers, memberType, after[..paren], ParseParameters(after[(paren + 1)..^1]), null, false, false, obsolete);
    }

    private static List<ApiParameter> ParseParameters(string text)
    {
        var parameters = new List<ApiParameter>();
        foreach (string part in SplitOutsideLiterals(text))
        {
            (string declaration, string value) = Cut(part.Trim(), " = ");
            string passing = "", declarator = "";
            (string word, string rest) = Cut(declaration, ' ');
            while (word is "ref" or "out" or "in" or "params" or "this")
            {
                if (word is "params" or "this")
                {
                    declarator = word + " ";
                }
                else
                {
                    passing = word + " ";
                }

                (word, rest) = Cut(rest, ' ');
            }

            parameters.Add(new ApiParameter(passing, declarator, word, rest, value.Length == 0 ? null : value));
        }

        return parameters;
    }

    private static IEnumerable<string> SplitOutsideLiterals(string text)
    {
        var part = new StringBuilder();
        char quote = '\0';
        foreach (char c in text)
        {
            if (c == ',' && quote == '\0')
            {
                yield return part.ToString();
                part.Clear();
                continue;
            }

            if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
            }

            part.Append(c);
        }

        if (part.Length > 0)
        {
            yield return part.ToString();
        }
    }

    private static bool TakeObsolete(ref string line)
    {
        const string Mark = " [Obsolete]";
        if (!line.EndsWith(Mark, StringComparison.Ordinal))
        {
            return false;
        }

        line = line[..^Mark.Length];
        return true;
    }

    private static (string Head, string Tail) Cut(string text, char separator) => Cut(text, separator.ToString());

    private static (string Head, string Tail) Cut(string text, string separator)
    {
        int at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + separator.Length)..]);
    }
}
