# Which resource points to which: known only after a (mocked) apply, and not in one file with override_during = plan.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  allowed_cidrs = ["203.0.113.0/24"]
}

run "everything_meets" {
  command = apply
  variables {
    shared_state_enabled = true
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].target_group_arn == aws_lb_target_group.app.arn && contains(aws_autoscaling_group.app.target_group_arns, aws_lb_target_group.app.arn)
    error_message = "listener and instances must meet in one target group"
  }
  assert {
    condition     = aws_lb_listener_rule.reports["http"].action[0].target_group_arn == aws_lb_target_group.reports.arn && contains(aws_autoscaling_group.app.target_group_arns, aws_lb_target_group.reports.arn) && aws_lb_listener_rule.reports["http"].listener_arn == aws_lb_listener.http.arn && aws_lb_listener_rule.metrics["http"].listener_arn == aws_lb_listener.http.arn
    error_message = "the rules must be on the listener that forwards, and the instances in the reports' group too"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.app_from_alb.referenced_security_group_id == aws_security_group.alb.id && aws_vpc_security_group_egress_rule.alb_to_app.referenced_security_group_id == aws_security_group.app.id
    error_message = "only the load balancer may reach the instances, and only them"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.valkey_from_app[0].referenced_security_group_id == aws_security_group.app.id && contains(aws_elasticache_replication_group.this[0].security_group_ids, aws_security_group.valkey[0].id)
    error_message = "only the instances may reach the store"
  }
  assert {
    condition     = contains(aws_launch_template.app.network_interfaces[0].security_groups, aws_security_group.app.id) && aws_lb.this.security_groups == toset([aws_security_group.alb.id])
    error_message = "each part must wear its own security group"
  }
  assert {
    condition     = length(aws_default_security_group.this[0].ingress) == 0 && length(aws_default_security_group.this[0].egress) == 0
    error_message = "the VPC's default security group must allow nothing"
  }
  assert {
    condition     = length(aws_lb.this.subnets) == 2 && length(aws_autoscaling_group.app.vpc_zone_identifier) == 2
    error_message = "two zones"
  }
}

run "subnets_stay_where_they_are_when_the_list_of_zones_changes" {
  command = apply
  variables {
    shared_state_enabled = true
  }
  override_data {
    target = data.aws_availability_zones.available
    values = { names = ["us-east-1b", "us-east-1c"] }
  }

  assert {
    condition     = tolist(local.zones) == tolist(["us-east-1b", "us-east-1c"]) && aws_subnet.public[*].availability_zone == ["us-east-1a", "us-east-1b"]
    error_message = "a subnet must not follow the list of zones"
  }
}
