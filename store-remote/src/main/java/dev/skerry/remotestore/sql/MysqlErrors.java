// SPDX-License-Identifier: Apache-2.0
package dev.skerry.remotestore.sql;

import java.sql.SQLException;

/// What the numbers of MySQL's and MariaDB's errors mean to us. Those from 2000 on are a client's own, those above
/// 1900 MariaDB's, those above 3000 MySQL's.
final class MysqlErrors {
    static final int UNKNOWN_DATABASE = 1049;

    /// "Running in read-only mode".
    static final int READ_ONLY = 1836;

    static final int PACKET_TOO_LARGE = 1153;

    private MysqlErrors() {}

    static Trouble trouble(SQLException failed) {
        if (Trouble.isSilence(failed)) {
            return Trouble.SILENT;
        }
        String state = failed.getSQLState();
        return switch (failed.getErrorCode()) {
            // Shutting down, interrupted, killed, commit broke off, gone, lost, silent for too long.
            case 1053, 1317, 1927, 1180, 2006, 2013, 4031 -> Trouble.GONE;
            // --read-only, read-only, not (or no longer) a member of its cluster that may write.
            case 1290, READ_ONLY, 1047, 3100 -> Trouble.READ_ONLY;
            case 1213 -> Trouble.CONTENDED;
            // Disk full, table full.
            case 1021, 1114 -> Trouble.FULL;
            // Packet too large, what it would answer too large, data too long, row too long.
            case PACKET_TOO_LARGE, 1301, 1406, 1118 -> Trouble.REFUSED;
            default -> state == null || state.startsWith("08") ? Trouble.GONE : Trouble.OTHER;
        };
    }

    /// No such user or password, no right to this database, no such database, no right to this command or table.
    static boolean isRefusal(SQLException failed) {
        return switch (failed.getErrorCode()) {
            case 1044, 1045, 1698, UNKNOWN_DATABASE, 1142, 1227 -> true;
            default -> false;
        };
    }
}
