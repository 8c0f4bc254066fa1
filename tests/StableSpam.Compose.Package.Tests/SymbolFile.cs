using System.Reflection.Metadata;
using System.Text.Json;

namespace StableSpamCompose.Package.Tests;

/// <summary>What a symbol file says of its sources.</summary>
internal sealed class SymbolFile : IDisposable
{
    // Portable PDB format: kinds of custom debug information.
    private static readonly Guid SourceLinkKind = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSourceKind = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;

    public SymbolFile(Stream stream)
    {
        _provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        _reader = _provider.GetMetadataReader();
    }

    /// <summary>Where a debugger finds sources: a pattern of paths, and a pattern of addresses.</summary>
    public IReadOnlyDictionary<string, string> SourceLink =>
        JsonDocument.Parse(Information(EntityHandle.ModuleDefinition, SourceLinkKind).Single()).RootElement.GetProperty("documents")
            .EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);

    /// <summary>The sources, and whether each lies in the file itself.</summary>
    public IEnumerable<(string Path, bool IsEmbedded)> Documents =>
        from document in _reader.Documents
        select (_reader.GetString(_reader.GetDocument(document).Name), Information(document, EmbeddedSourceKind).Any());

    public void Dispose() => _provider.Dispose();

    private IEnumerable<byte[]> Information(EntityHandle of, Guid kind) =>
        from handle in _reader.GetCustomDebugInformation(of)
        let information = _reader.GetCustomDebugInformation(handle)
        where _reader.GetGuid(information.Kind) == kind
        select _reader.GetBlobBytes(information.Value);
}
