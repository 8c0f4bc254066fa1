using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Emit;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Generators.Attributes;

namespace StableSpamCompose.Generators.Output;

/// <summary>A source that is added to the compilation. Nothing but its text is compared, so equal text is not added again.</summary>
/// <param name="HintName">Its name.</param>
/// <param name="Text">Its text.</param>
internal sealed record EmittedSource(string HintName, string Text)
{
    /// <summary>The source of a class, if it compiled and no class before it has its name.</summary>
    public static IEnumerable<EmittedSource> OfClass((CompiledClass Class, EquatableArray<HintName> Names) input, CancellationToken cancellation)
    {
        (CompiledClass declared, EquatableArray<HintName> names) = input;
        HintName? name = names.FirstOrDefault(name => name.QualifiedName == declared.QualifiedName && name.Path == declared.Place.Path);
        return declared.Source is { } text && name is not null ? [new EmittedSource(name.Text, text)] : [];
    }

    /// <summary>The registry of the project's optimizers, if it wants one.</summary>
    public static EquatableArray<EmittedSource> OfRegistry(
        (EquatableArray<HintName> Names, (ProjectSettings Settings, OptimizerHost Host) Project) input, CancellationToken cancellation)
    {
        (EquatableArray<HintName> names, (ProjectSettings settings, OptimizerHost host)) = input;
        if (!settings.EmitsRegistry) return default;
        string text = RegistryEmitter.Emit(settings.Registry, settings.Namespace, names.Select(name => name.QualifiedName), host);
        return new EquatableArray<EmittedSource>([new EmittedSource(Output.HintName.Of($"{settings.Registry}-registry"), text)]);
    }

    /// <summary>The attributes of the library's transforms, if the project is to have them.</summary>
    public static EquatableArray<EmittedSource> OfTransformAttributes(ProjectSettings settings, CancellationToken cancellation) =>
        settings.EmitsTransformAttributes
            ? TransformAttributeEmitter.EmitAll(RecipeLibrary.Transforms.Transforms, AttributeNames.Namespace)
                .Select(file => new EmittedSource(Output.HintName.Of(file.Key), file.Value)).ToEquatableArray()
            : default;

    /// <summary>Adds a source.</summary>
    public static void Add(SourceProductionContext context, EmittedSource source) =>
        context.AddSource(source.HintName, SourceText.From(source.Text, Encoding.UTF8));
}
