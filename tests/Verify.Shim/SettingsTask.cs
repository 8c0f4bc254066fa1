using System.Runtime.CompilerServices;

namespace VerifyTests;

/// <summary>A verification that runs when it is awaited; until then its settings can be changed.</summary>
public sealed class SettingsTask
{
    private readonly VerifySettings _settings;
    private readonly Func<VerifySettings, Task<VerifyResult>> _verify;
    private Task<VerifyResult>? _task;

    internal SettingsTask(VerifySettings? settings, Func<VerifySettings, Task<VerifyResult>> verify)
    {
        _settings = settings ?? new VerifySettings();
        _verify = verify;
    }

    /// <inheritdoc cref="VerifySettings.UseTextForParameters"/>
    public SettingsTask UseTextForParameters(string parametersText)
    {
        _settings.UseTextForParameters(parametersText);
        return this;
    }

    /// <summary>Runs the verification.</summary>
    public Task<VerifyResult> ToTask() => _task ??= _verify(_settings);

    /// <summary>Runs the verification and awaits it.</summary>
    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>Runs the verification.</summary>
    public static implicit operator Task<VerifyResult>(SettingsTask task) => task.ToTask();
}
