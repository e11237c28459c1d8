using System.Globalization;

namespace OrleansTrader.Storage.Server;

/// <summary>The server's configuration, written anew at every start.</summary>
internal static class ServerSettings
{
    public static string Text(int port, string socketFolder) => string.Create(CultureInfo.InvariantCulture, $"""
        # Written by OrleansTrader at every start: changes here are lost.
        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = '{socketFolder.Replace("'", "''", StringComparison.Ordinal)}'
        unix_socket_permissions = 0700
        password_encryption = 'scram-sha-256'
        max_connections = 100
        shared_buffers = 128MB
        max_wal_size = 1GB
        checkpoint_timeout = 15min
        jit = off
        # A committed order survives any crash.
        fsync = on
        synchronous_commit = on
        full_page_writes = on
        # A partitioned client is noticed, so that its lease is freed.
        tcp_keepalives_idle = 5
        tcp_keepalives_interval = 2
        tcp_keepalives_count = 3
        tcp_user_timeout = 10000
        timezone = 'UTC'
        log_timezone = 'UTC'
        logging_collector = on
        log_directory = '../log'
        log_filename = 'server-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0

        """);
}
