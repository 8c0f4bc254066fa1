using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Binding;

/// <summary>The transforms that a chain can name: the library's, and the project's own.</summary>
public sealed class TransformCatalog
{
    private readonly Dictionary<string, TransformModel> _transforms;

    private TransformCatalog(Dictionary<string, TransformModel> transforms) => _transforms = transforms;

    /// <summary>A catalog of the given transforms alone; the library itself is made so.</summary>
    public static TransformCatalog Of(IEnumerable<TransformModel> transforms) =>
        new(transforms.ToDictionary(transform => transform.Name.Text, StringComparer.Ordinal));

    /// <summary>The names of all transforms.</summary>
    public IEnumerable<string> Names => _transforms.Keys;

    /// <summary>The transforms, in no particular order.</summary>
    public IEnumerable<TransformModel> Transforms => _transforms.Values;

    /// <summary>The transform called <paramref name="name"/>, or <see langword="null"/>.</summary>
    public TransformModel? Find(string name) => _transforms.TryGetValue(name, out TransformModel? transform) ? transform : null;

    /// <summary>This catalog with a project's own transforms; one that takes a library name must say <c>replaces:</c>.</summary>
    public TransformCatalog With(IEnumerable<TransformModel> transforms, FindingBag findings)
    {
        var all = new Dictionary<string, TransformModel>(_transforms, StringComparer.Ordinal);
        var own = new Dictionary<string, TransformModel>(StringComparer.Ordinal);
        foreach (TransformModel transform in transforms)
        {
            string name = transform.Name.Text;
            bool inLibrary = _transforms.ContainsKey(name);
            if (own.TryGetValue(name, out TransformModel? other))
            {
                findings.Report(FindingCatalog.TransformDeclaredTwice, transform.Name.Span, name, other.Name.Span.Path);
                continue;
            }
            if (transform.Replaces is { } replaces && (!inLibrary || replaces.Text != name))
                findings.Report(FindingCatalog.ReplacesNothing, replaces.Span, replaces.Text);
            else if (inLibrary && transform.Replaces is null)
                findings.Report(FindingCatalog.LibraryName, transform.Name.Span, name);
            own[name] = transform;
            all[name] = transform;
        }
        return new TransformCatalog(all);
    }
}
