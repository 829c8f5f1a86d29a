namespace IotXmpp.Surface.Listing;

/// <summary>One API list: an assembly of the board with its version, dependencies and types.</summary>
/// <param name="Name">Simple assembly name, which is the list's file name.</param>
/// <param name="Version">Assembly version.</param>
/// <param name="Dependencies">Simple names of the assemblies it refers to, <c>mscorlib</c> included.</param>
/// <param name="Package">Identifier of the package that has it.</param>
/// <param name="PackageVersion">Version of that package.</param>
/// <param name="Types">Types in the order of the list.</param>
internal sealed record ApiAssembly(string Name, string Version, IReadOnlyList<string> Dependencies, string Package, string PackageVersion, IReadOnlyList<ApiType> Types);
